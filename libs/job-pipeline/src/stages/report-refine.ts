import type { RefineJob } from '@ai-coding-agent/contracts';
import { JobFailure } from '@ai-coding-agent/failures';
import type { Finished } from '../finished.js';
import type { JobContext } from '../job-context.js';
import type { RefineTools } from '../refine-tools.js';
import { reviewAnswer } from '../text/review-answer.js';
import { reportResult } from './report-result.js';

/** Says on the pull request how it went; in the thread as well, when an inline review comment asked. */
export async function reportRefine(
  job: RefineJob,
  finished: Finished,
  tools: RefineTools,
  context: Pick<JobContext, 'attempt' | 'startedAt'>,
): Promise<void> {
  await reportResult(job, finished, tools, context);
  const { comment } = job.origin;
  if (job.dryRun || comment?.kind !== 'review-comment') return;
  const { repository, pullRequestNumber, jobId } = job;
  await tools.pullRequests
    .answerReview(repository, pullRequestNumber, comment.id, reviewAnswer(finished), jobId)
    // The comment of the job says it all; a thread that was deleted meanwhile is no reason to fail.
    .catch((error: unknown) => {
      if (!(error instanceof JobFailure) || error.code !== 'pull-request-not-found') throw error;
    });
}
