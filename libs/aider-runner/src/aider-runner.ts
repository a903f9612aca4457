import type { RunnerEvent, RunnerJob, RunnerResult } from './protocol.js';

export interface RunOptions {
  /** Ends the job with all its processes. */
  readonly signal: AbortSignal;
  readonly onEvent?: (event: RunnerEvent) => void;
}

/** Something that runs jobs with Aider, in a process of its own each. */
export interface AiderRunner {
  /** Whether a process waits for a job, or would again in a moment. */
  readonly isReady: boolean;
  /** @throws RunnerError when it can't be reached, or can't prepare a process */
  ready(): Promise<void>;
  /** @throws RunnerError when there is no result; the reason of the signal */
  run(job: RunnerJob, options: RunOptions): Promise<RunnerResult>;
  /** Ends everything that belongs to this object. Safe to call twice. */
  close(): Promise<void>;
}
