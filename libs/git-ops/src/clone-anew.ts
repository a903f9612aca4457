import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { JobFailure } from '@ai-coding-agent/failures';
import type { CheckoutFolder } from './checkout-folder.js';
import type { CommitFacts } from './commit-facts.js';
import type { BaseRequest } from './fetch-base.js';
import { gitTemplate } from './git-template.js';
import { moreExactly } from './more-exactly.js';
import { readCommit } from './read-commit.js';

/**
 * Clones the newest commit of a branch, of which nothing is there: in one process, since on a busy machine each of them
 * waits for its turn.
 * @returns that commit
 * @throws JobFailure
 */
export async function cloneAnew(request: BaseRequest, signal: AbortSignal): Promise<CommitFacts> {
  const { git, remote, folder, base } = request;
  const selection = ['--depth=1', '--single-branch', '--no-tags', `--branch=${base}`];
  const places = [await gitTemplate(folder), `--separate-git-dir=${folder.clone}`];
  try {
    const args = ['clone', '--quiet', ...selection, ...places, '--', remote.url, folder.files];
    await git.run(args, { signal, remote, subject: base });
  } catch (error) {
    throw await moreExactly(error, request, signal);
  }
  await assertIsBranch(folder, base);
  return readCommit(request, 'HEAD', signal);
}

/** `--branch` takes a tag as well; then HEAD names no branch. */
async function assertIsBranch(folder: CheckoutFolder, base: string): Promise<void> {
  const head = await readFile(join(folder.clone, 'HEAD'), 'utf8');
  if (head.trimEnd() !== `ref: refs/heads/${base}`) throw new JobFailure('base-branch-not-found', { detail: base });
}
