import type { JobStage, JobUsage } from '@ai-coding-agent/contracts';

/** Hears how far a job is. None of its methods may fail or wait. */
export interface Progress {
  stageReached(stage: JobStage): void;
  usage(usage: JobUsage): void;
}
