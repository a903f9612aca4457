import type { JobStage } from '@ai-coding-agent/contracts';
import { toJobFailure } from '@ai-coding-agent/failures';
import type { JobContext } from './job-context.js';

/** Runs one stage by its name. */
export type StageRunner = <T>(name: JobStage, stage: () => Promise<T>) => Promise<T>;

/** Announces each stage, stops before it when the attempt has to end, and puts its name on its failure. */
export function stageRunner(context: JobContext): StageRunner {
  return async (name, stage) => {
    context.signal.throwIfAborted();
    context.stageReached(name);
    try {
      return await stage();
    } catch (error) {
      const failure = toJobFailure(error);
      failure.stage ??= name;
      throw failure;
    }
  };
}
