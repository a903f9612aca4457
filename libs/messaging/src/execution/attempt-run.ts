import { addUsage, NO_USAGE, type Job, type JobStage, type JobUsage } from '@ai-coding-agent/contracts';
import type { JobChronicle } from './job-chronicle.js';
import type { JobCompanions } from './job-companions.js';
import type { JobRun } from './job-work.js';

export interface AttemptRunParts<J extends Job> {
  readonly attempt: number;
  readonly signal: AbortSignal;
  readonly spentBefore: JobUsage;
  readonly companions: JobCompanions<J>;
  readonly chronicle: JobChronicle;
  readonly onStage: (stage: JobStage) => void;
}

/** What one attempt knows about itself while it goes on. */
export class AttemptRun<J extends Job> implements JobRun<J> {
  readonly startedAt = Date.now();
  readonly attempt: number;
  readonly signal: AbortSignal;
  readonly spentBefore: JobUsage;
  readonly companions: JobCompanions<J>;
  readonly chronicle: JobChronicle;
  readonly #onStage: (stage: JobStage) => void;
  #stage: JobStage | null = null;
  #spent: JobUsage = NO_USAGE;

  constructor({ attempt, signal, spentBefore, companions, chronicle, onStage }: AttemptRunParts<J>) {
    this.attempt = attempt;
    this.signal = signal;
    this.spentBefore = spentBefore;
    this.companions = companions;
    this.chronicle = chronicle;
    this.#onStage = onStage;
  }

  get stage(): JobStage | null {
    return this.#stage;
  }

  /** What this attempt has cost so far. */
  get spent(): JobUsage {
    return this.#spent;
  }

  /** What the job has cost so far. */
  get spentInAll(): JobUsage {
    return addUsage(this.spentBefore, this.#spent);
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
