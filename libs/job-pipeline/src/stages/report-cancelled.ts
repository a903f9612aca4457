import type { Job } from '@ai-coding-agent/contracts';
import type { FeedbackTools } from '../feedback/feedback-tools.js';
import { react } from '../feedback/react.js';
import { threadOf } from '../feedback/thread-of.js';
import { cancelledComment, type CancelledFacts } from '../text/comment-text.js';

/**
 * Says on the issue or pull request who stopped the job, and what it cost until then. A dry run writes nothing.
 * @param by login, or name of the API token, of whoever stopped it
 * @param facts empty when the job never started
 * @throws JobFailure of the forge
 */
export async function reportCancelled(
  job: Job,
  by: string,
  facts: CancelledFacts,
  tools: FeedbackTools,
): Promise<void> {
  if (job.dryRun) return;
  try {
    const text = cancelledComment(job, by, { ...facts, jobPage: tools.jobPage?.(job.jobId) });
    await tools.comments.put(job, threadOf(job), text);
  } finally {
    await react(job, 'confused', tools);
  }
}
