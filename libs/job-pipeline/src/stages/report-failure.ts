import type { Job } from '@ai-coding-agent/contracts';
import type { JobFailure, NextStep } from '@ai-coding-agent/failures';
import type { FeedbackTools } from '../feedback/feedback-tools.js';
import { react } from '../feedback/react.js';
import { threadOf } from '../feedback/thread-of.js';
import { failureComment, type CommentFacts } from '../text/comment-text.js';

/** Failures about which nobody can be told on the repository, or must not be. */
const UNSPEAKABLE: ReadonlySet<string> = new Set([
  'repository-not-allowed',
  'repository-not-found',
  'issue-not-found',
  'pull-request-not-found',
  'github-auth',
]);

/**
 * Says on the issue or pull request why it did not go well: in the comment of the job, and with 😕 once it is not
 * tried again. Whoever may not command gets 👎 and no comment. A dry run writes nothing.
 * @throws JobFailure of the forge
 */
export async function reportFailure(
  job: Job,
  failure: JobFailure,
  next: NextStep,
  facts: CommentFacts,
  tools: FeedbackTools,
): Promise<void> {
  if (job.dryRun || UNSPEAKABLE.has(failure.code)) return;
  if (failure.code === 'not-permitted') return react(job, '-1', tools);
  try {
    if (isKnownToBePermitted(job, failure)) {
      const text = failureComment(job, failure, next, { ...facts, jobPage: tools.jobPage?.(job.jobId) });
      await tools.comments.put(job, threadOf(job), text);
    }
  } finally {
    if (next.kind !== 'retry') await react(job, 'confused', tools);
  }
}

/** Nobody gets a comment who may turn out to be a stranger when the forge is back. */
function isKnownToBePermitted({ origin }: Job, { stage, code }: JobFailure): boolean {
  return origin.channel === 'api' || stage !== 'authorize' || code === 'model-not-allowed';
}
