import type { JobComments } from '../ports/job-comments.js';
import type { Reactions } from '../ports/reactions.js';

/** What it takes to tell people how a job goes. */
export interface FeedbackTools {
  readonly comments: JobComments;
  readonly reactions: Reactions;
  /** Address of the page of a job, when there is one that people can reach. */
  readonly jobPage?: ((jobId: string) => string) | undefined;
  /** Whether a model has a price, which may be nothing; undefined while that is not known. */
  readonly hasPrice?: ((model: string) => boolean | undefined) | undefined;
  /** Hears of feedback that could not be given: a courtesy, which never fails a job. */
  readonly feedbackLost?: ((error: unknown) => void) | undefined;
}
