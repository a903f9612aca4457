import type { CheckoutFolder } from './checkout-folder.js';
import type { CommitFacts } from './commit-facts.js';
import type { Git } from './git.js';
import { moreExactly } from './more-exactly.js';
import { readCommit } from './read-commit.js';
import type { RemoteRepository } from './remote-repository.js';

export interface BaseRequest {
  readonly git: Git;
  readonly remote: RemoteRepository;
  readonly folder: CheckoutFolder;
  readonly base: string;
}

/**
 * Fetches the newest commit of the base branch as `refs/base`, without what is there already.
 * @returns that commit
 * @throws JobFailure
 */
export async function fetchBase(request: BaseRequest, signal: AbortSignal): Promise<CommitFacts> {
  const { git, remote, folder, base } = request;
  const directory = `--git-dir=${folder.clone}`;
  const selection = ['--depth=1', '--no-tags', '--no-write-fetch-head'];
  try {
    const branch = `+refs/heads/${base}:refs/base`;
    const args = [directory, 'fetch', '--quiet', ...selection, '--', remote.url, branch];
    await git.run(args, { signal, remote, subject: base });
  } catch (error) {
    throw await moreExactly(error, request, signal);
  }
  return readCommit(request, 'refs/base', signal);
}
