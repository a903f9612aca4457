import type { QuickfixJob } from '@ai-coding-agent/contracts';
import type { Finished } from '../finished.js';
import type { JobContext } from '../job-context.js';
import type { QuickfixTools } from '../quickfix-tools.js';
import { resultComment } from '../text/comment-text.js';

/** Says on the issue how it went. A dry run writes nothing. */
export async function reportResult(
  job: QuickfixJob,
  { result, reply }: Finished,
  { comments }: Pick<QuickfixTools, 'comments'>,
  { attempt, startedAt }: Pick<JobContext, 'attempt' | 'startedAt'>,
): Promise<void> {
  if (job.dryRun) return;
  const facts = { attempt, durationMs: Date.now() - startedAt, ...(reply && { spent: reply }) };
  await comments.put(job, job.issueNumber, resultComment(job, result, reply?.summary ?? '', facts));
}
