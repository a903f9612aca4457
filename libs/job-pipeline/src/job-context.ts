import type { JobUsage } from '@ai-coding-agent/contracts';
import type { Progress } from './ports/progress.js';

/** One attempt, as its stages see it. */
export interface JobContext extends Progress {
  readonly attempt: number;
  /** When the attempt started, in milliseconds since 1970. */
  readonly startedAt: number;
  /** What earlier attempts at the job have cost; they share its limits. Nothing when absent. */
  readonly spentBefore?: JobUsage;
  /** Aborted with a `JobFailure` as its reason when the attempt has to end. */
  readonly signal: AbortSignal;
}
