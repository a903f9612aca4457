import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { JobFailure } from '@ai-coding-agent/failures';
import type { CheckoutFolder } from './checkout-folder.js';
import { COMMIT_FACTS_FORMAT, parseCommitFacts, type CommitFacts } from './commit-facts.js';
import type { Git } from './git.js';
import type { RemoteRepository } from './remote-repository.js';
import { STORED_AS_IS } from './stored-as-is.js';

export interface BaseRequest {
  readonly git: Git;
  readonly remote: RemoteRepository;
  readonly folder: CheckoutFolder;
  readonly base: string;
}

/**
 * Clones the newest commit of a branch: git directory and files apart.
 * @returns that commit
 * @throws JobFailure
 */
export async function cloneBase(request: BaseRequest, signal: AbortSignal): Promise<CommitFacts> {
  const { git, remote, folder, base } = request;
  const template = folder.scratch();
  await mkdir(join(template, 'info'), { recursive: true });
  await writeFile(join(template, 'info', 'attributes'), STORED_AS_IS);
  const selection = ['--depth=1', '--single-branch', '--no-tags', `--branch=${base}`];
  const places = [`--template=${template}`, `--separate-git-dir=${folder.clone}`];
  try {
    const args = ['clone', '--quiet', ...selection, ...places, '--', remote.url, folder.files];
    await git.run(args, { signal, remote, subject: base });
  } catch (error) {
    throw await moreExactly(error, request, signal);
  }
  await assertIsBranch(folder, base);
  return readHead(request, signal);
}

/** A repository without any branch is another failure than one without this branch. */
async function moreExactly(error: unknown, { git, remote }: BaseRequest, signal: AbortSignal): Promise<unknown> {
  if (!(error instanceof JobFailure) || error.code !== 'base-branch-not-found') return error;
  const branches = await git.run(['ls-remote', '--quiet', '--heads', '--', remote.url], { signal, remote });
  return branches.text === '' ? new JobFailure('repository-empty', { detail: remote.name, cause: error }) : error;
}

/** `--branch` takes a tag as well; then HEAD names no branch. */
async function assertIsBranch(folder: CheckoutFolder, base: string): Promise<void> {
  const head = await readFile(join(folder.clone, 'HEAD'), 'utf8');
  if (head.trimEnd() !== `ref: refs/heads/${base}`) throw new JobFailure('base-branch-not-found', { detail: base });
}

async function readHead({ git, folder }: BaseRequest, signal: AbortSignal): Promise<CommitFacts> {
  const args = [`--git-dir=${folder.clone}`, 'log', '--max-count=1', COMMIT_FACTS_FORMAT, 'HEAD', '--'];
  const [head] = parseCommitFacts(await git.run(args, { signal }));
  if (head?.id.length !== 40)
    throw new JobFailure('git-failed', { detail: 'repositories with SHA-256 are not supported' });
  return head;
}
