import { NO_USAGE, type Job, type JobStage, type JobUsage } from '@ai-coding-agent/contracts';
import type { JobCompanions } from './job-companions.js';
import type { JobRun } from './job-work.js';

/** What one attempt knows about itself while it goes on. */
export class AttemptRun<J extends Job> implements JobRun<J> {
  readonly startedAt = Date.now();
  readonly attempt: number;
  readonly signal: AbortSignal;
  readonly companions: JobCompanions<J>;
  readonly #onStage: (stage: JobStage) => void;
  #stage: JobStage | null = null;
  #spent: JobUsage = NO_USAGE;

  constructor(attempt: number, signal: AbortSignal, companions: JobCompanions<J>, onStage: (stage: JobStage) => void) {
    this.attempt = attempt;
    this.signal = signal;
    this.companions = companions;
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
