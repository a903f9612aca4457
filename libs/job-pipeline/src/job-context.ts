import type { Progress } from './ports/progress.js';

/** One attempt, as its stages see it. */
export interface JobContext extends Progress {
  readonly attempt: number;
  /** When the attempt started, in milliseconds since 1970. */
  readonly startedAt: number;
  /** Aborted with a `JobFailure` as its reason when the attempt has to end. */
  readonly signal: AbortSignal;
}
