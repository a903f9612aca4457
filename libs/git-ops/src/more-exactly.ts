import { JobFailure } from '@ai-coding-agent/failures';
import type { BaseRequest } from './fetch-base.js';

/** A repository without any branch is another failure than one without this branch. */
export async function moreExactly(error: unknown, { git, remote }: BaseRequest, signal: AbortSignal): Promise<unknown> {
  if (!(error instanceof JobFailure) || error.code !== 'base-branch-not-found') return error;
  const branches = await git.run(['ls-remote', '--quiet', '--heads', '--', remote.url], { signal, remote });
  return branches.text === '' ? new JobFailure('repository-empty', { detail: remote.name, cause: error }) : error;
}
