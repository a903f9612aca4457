import type { RefineJob } from '@ai-coding-agent/contracts';
import { JobFailure } from '@ai-coding-agent/failures';
import type { RefineTools } from '../refine-tools.js';
import { MAX_DIFF, type RefinedPullRequest } from '../text/refine-prompt.js';

/** A pull request and its branch, which is built on and pushed to. */
export interface RefineTask extends RefinedPullRequest {
  /** `OWNER/NAME` as the forge spells it today; the job may know an older name. */
  readonly repository: string;
  readonly base: string;
  readonly branch: string;
}

/**
 * A pull request that is closed is read as well: an earlier attempt may have pushed to it.
 * @throws JobFailure `pull-request-not-found`, `fork-pull-request`, `repository-not-found`
 */
export async function readPullRequest(
  job: RefineJob,
  { repositories, pullRequests }: Pick<RefineTools, 'repositories' | 'pullRequests'>,
): Promise<RefineTask> {
  const { pullRequestNumber: number } = job;
  const [repository, pullRequest, diff] = await Promise.all([
    repositories.read(job.repository),
    pullRequests.read(job.repository, number),
    pullRequests.diff(job.repository, number, MAX_DIFF),
  ]);
  // A fork's branch is not ours to push to, and the branch of the same name here is another one.
  if (pullRequest.isFromFork) throw new JobFailure('fork-pull-request');
  return { repository: repository.name, pullRequest, diff, base: pullRequest.head, branch: pullRequest.head };
}
