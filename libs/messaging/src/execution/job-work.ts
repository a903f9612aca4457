import type { Job, JobResult, JobStage, JobUsage } from '@ai-coding-agent/contracts';
import type { JobFailure, NextStep } from '@ai-coding-agent/failures';
import type { JobCompanions } from './job-companions.js';

/** What one attempt at a job has to know and to tell. */
export interface JobRun<J extends Job = Job> {
  readonly attempt: number;
  /** When the attempt started, in milliseconds since 1970. */
  readonly startedAt: number;
  /** What earlier attempts have cost, as far as they ended; `usage` is told without it. */
  readonly spentBefore: JobUsage;
  /** Last stage that was reached. */
  readonly stage: JobStage | null;
  /** Aborted with a `JobFailure` as its reason when the attempt has to end. */
  readonly signal: AbortSignal;
  /** Jobs that wait for the same branch and may be done along with this one. */
  readonly companions: JobCompanions<J>;
  readonly stageReached: (stage: JobStage) => void;
  readonly usage: (usage: JobUsage) => void;
}

/** What a worker does with a job. */
export interface JobWork<J extends Job> {
  /** Branch that no two jobs may work on at a time. */
  branch(job: J): string;
  /** Hard limit of one attempt, in seconds. */
  timeoutSeconds(job: J): number;
  /** Whether `other`, which waits, may be done in the run of `job`; never when absent. */
  mayJoin?(job: J, other: J): boolean;
  run(job: J, run: JobRun<J>): Promise<JobResult>;
  /** Tells the people who asked. Never throws. */
  reportFailure(job: J, failure: JobFailure, next: NextStep, run: JobRun<J>, usage: JobUsage): Promise<void>;
  /** Tells the people who asked that `by` stopped it, and what it cost until then. Never throws. */
  reportCancelled(job: J, by: string, run: JobRun<J>, usage: JobUsage): Promise<void>;
}

/** Hears what happens to jobs, for logs and metrics. */
export interface JobObserver {
  started(job: Job, attempt: number): void;
  stageReached(job: Job, stage: JobStage): void;
  ended(job: Job, ending: JobEnding): void;
}

/** How an attempt ended. */
export type JobEnding =
  | { readonly kind: 'succeeded'; readonly result: JobResult; readonly usage: JobUsage }
  | { readonly kind: 'failed'; readonly failure: JobFailure; readonly next: NextStep; readonly usage: JobUsage }
  | { readonly kind: 'cancelled'; readonly by: string; readonly usage: JobUsage }
  | { readonly kind: 'handed-back' }
  | { readonly kind: 'already-ended' }
  | { readonly kind: 'busy' };
