import type { Job } from '@ai-coding-agent/contracts';
import type { FeedbackTools } from '../feedback/feedback-tools.js';
import { react } from '../feedback/react.js';
import { threadOf } from '../feedback/thread-of.js';
import type { Finished } from '../finished.js';
import type { JobContext } from '../job-context.js';
import { resultComment } from '../text/comment-text.js';

/**
 * Says on the issue or pull request how it went: in the comment of the job, and with 🚀. A dry run writes nothing.
 * @throws JobFailure of the forge
 */
export async function reportResult(
  job: Job,
  { result, reply, checks, togetherWith }: Finished,
  tools: FeedbackTools,
  { attempt, startedAt }: Pick<JobContext, 'attempt' | 'startedAt'>,
): Promise<void> {
  if (job.dryRun) return;
  const jobPage = tools.jobPage?.(job.jobId);
  const facts = { attempt, durationMs: Date.now() - startedAt, jobPage, spent: reply, togetherWith };
  const words = { summary: reply?.summary ?? '', checks };
  await tools.comments.put(job, threadOf(job), resultComment(job, result, words, facts));
  await react(job, 'rocket', tools);
}
