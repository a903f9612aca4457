import type { Job } from '@ai-coding-agent/contracts';
import type { JobFailure, NextStep } from '@ai-coding-agent/failures';
import type { JobComments } from '../ports/job-comments.js';
import { threadOf } from '../feedback/thread-of.js';
import { failureComment, type CommentFacts } from '../text/comment-text.js';

/** Failures about which nobody can be told on the repository. */
const SILENT: ReadonlySet<string> = new Set([
  'not-permitted',
  'repository-not-allowed',
  'repository-not-found',
  'issue-not-found',
  'pull-request-not-found',
  'github-auth',
]);

/**
 * Says on the issue or pull request why it did not go well. A dry run writes nothing.
 * @throws JobFailure of the forge
 */
export async function reportFailure(
  job: Job,
  failure: JobFailure,
  next: NextStep,
  facts: CommentFacts,
  { comments }: { readonly comments: JobComments },
): Promise<void> {
  if (job.dryRun || SILENT.has(failure.code)) return;
  await comments.put(job, threadOf(job), failureComment(job, failure, next, facts));
}
