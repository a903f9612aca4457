import type { JobStage } from '@ai-coding-agent/contracts';
import { JobFailure, toJobFailure } from '@ai-coding-agent/failures';
import type { JobContext } from './job-context.js';

/** Runs one stage by its name. */
export type StageRunner = <T>(name: JobStage, stage: () => Promise<T>) => Promise<T>;

/** Announces each stage, stops before it when the attempt has to end, and puts its name on its failure. */
export function stageRunner(context: JobContext): StageRunner {
  return async (name, stage) => {
    const { signal } = context;
    try {
      signal.throwIfAborted();
      context.stageReached(name);
      return await stage();
    } catch (error) {
      const failure = toJobFailure(error);
      failure.stage ??= name;
      // What an attempt is aborted for counts, whatever its stage then throws.
      if (signal.reason instanceof JobFailure) signal.reason.stage ??= name;
      throw failure;
    }
  };
}
