import type { RefineJob } from '@ai-coding-agent/contracts';
import { toJobFailure, type JobFailure } from '@ai-coding-agent/failures';
import type { RefineTools } from '../refine-tools.js';
import { authorize } from './authorize.js';

/** A job that waits and must not be done, and why. */
export interface RefusedCompanion {
  readonly job: RefineJob;
  readonly failure: JobFailure;
}

/** What is known of the jobs that wait. Whose question could not be answered is in neither list, and runs later. */
export interface Companions {
  readonly permitted: readonly RefineJob[];
  readonly refused: readonly RefusedCompanion[];
}

/**
 * Whether the job may be done, and which of those that wait may be done along with it. None of them can make it fail.
 * @throws JobFailure as `authorize` does for `job`
 */
export async function authorizeAll(
  job: RefineJob,
  waiting: () => Promise<readonly RefineJob[]>,
  tools: RefineTools,
): Promise<Companions> {
  await authorize(job, tools);
  const permitted: RefineJob[] = [];
  const refused: RefusedCompanion[] = [];
  for (const companion of await waiting()) {
    try {
      await authorize(companion, tools);
      permitted.push(companion);
    } catch (error) {
      const failure = toJobFailure(error);
      failure.stage ??= 'authorize';
      if (failure.kind === 'decision') refused.push({ job: companion, failure });
    }
  }
  return { permitted, refused };
}
