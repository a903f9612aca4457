import type { Job } from '@ai-coding-agent/contracts';
import type { Finished } from '../finished.js';
import type { JobContext } from '../job-context.js';
import type { JobComments } from '../ports/job-comments.js';
import { threadOf } from '../feedback/thread-of.js';
import { resultComment } from '../text/comment-text.js';

/** Says on the issue or pull request how it went. A dry run writes nothing. */
export async function reportResult(
  job: Job,
  { result, reply, togetherWith }: Finished,
  { comments }: { readonly comments: JobComments },
  { attempt, startedAt }: Pick<JobContext, 'attempt' | 'startedAt'>,
): Promise<void> {
  if (job.dryRun) return;
  const facts = {
    attempt,
    durationMs: Date.now() - startedAt,
    ...(reply && { spent: reply }),
    ...(togetherWith && { togetherWith }),
  };
  await comments.put(job, threadOf(job), resultComment(job, result, reply?.summary ?? '', facts));
}
