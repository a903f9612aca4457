import { NO_USAGE, type JobStage, type JobUsage } from '@ai-coding-agent/contracts';
import type { JobRun } from './job-work.js';

/** What one attempt knows about itself while it goes on. */
export class AttemptRun implements JobRun {
  readonly startedAt = Date.now();
  readonly attempt: number;
  readonly signal: AbortSignal;
  readonly #onStage: (stage: JobStage) => void;
  #stage: JobStage | null = null;
  #spent: JobUsage = NO_USAGE;

  constructor(attempt: number, signal: AbortSignal, onStage: (stage: JobStage) => void) {
    this.attempt = attempt;
    this.signal = signal;
    this.#onStage = onStage;
  }

  get stage(): JobStage | null {
    return this.#stage;
  }

  /** What it has cost so far. */
  get spent(): JobUsage {
    return this.#spent;
  }

  // Arrow functions, since they are handed on one by one.
  readonly stageReached = (stage: JobStage): void => {
    this.#stage = stage;
    this.#onStage(stage);
  };

  readonly usage = (usage: JobUsage): void => {
    this.#spent = usage;
  };
}
