import { JobFailure } from '@ai-coding-agent/failures';
import type { CheckoutFolder } from './checkout-folder.js';
import { COMMIT_FACTS_FORMAT, parseCommitFacts, type CommitFacts } from './commit-facts.js';
import type { Git } from './git.js';
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
  const log = [directory, 'log', '--max-count=1', COMMIT_FACTS_FORMAT, 'refs/base', '--'];
  const [head] = parseCommitFacts(await git.run(log, { signal }));
  if (!head) throw new JobFailure('git-failed', { detail: 'the newest commit is missing' });
  return head;
}

/** A repository without any branch is another failure than one without this branch. */
async function moreExactly(error: unknown, { git, remote }: BaseRequest, signal: AbortSignal): Promise<unknown> {
  if (!(error instanceof JobFailure) || error.code !== 'base-branch-not-found') return error;
  const branches = await git.run(['ls-remote', '--quiet', '--heads', '--', remote.url], { signal, remote });
  return branches.text === '' ? new JobFailure('repository-empty', { detail: remote.name, cause: error }) : error;
}
