import type { RefineJob } from '@ai-coding-agent/contracts';
import { toJobFailure, type JobFailure } from '@ai-coding-agent/failures';

/** What the first stage says about each companion. */
export interface CheckedCompanions {
  readonly permitted: readonly RefineJob[];
  /** Those that must not be done. Whose question could not be answered is in neither list, and runs on its own later. */
  readonly refused: readonly { readonly job: RefineJob; readonly failure: JobFailure }[];
}

/** Asks for each companion what the first stage asked for the job itself. None of them can make that one fail. */
export async function checkCompanions(
  companions: readonly RefineJob[],
  authorize: (job: RefineJob) => Promise<void>,
): Promise<CheckedCompanions> {
  const permitted: RefineJob[] = [];
  const refused: { job: RefineJob; failure: JobFailure }[] = [];
  for (const job of companions) {
    try {
      await authorize(job);
      permitted.push(job);
    } catch (error) {
      const failure = toJobFailure(error);
      failure.stage ??= 'authorize';
      if (failure.kind === 'decision') refused.push({ job, failure });
    }
  }
  return { permitted, refused };
}

/**
 * Whether `other` may be done in the same run as `job`: on the same pull request, by the same model, under the same
 * limits, and neither only for show.
 */
export function mayJoin(job: RefineJob, other: RefineJob): boolean {
  return (
    other.repository.toLowerCase() === job.repository.toLowerCase() &&
    other.pullRequestNumber === job.pullRequestNumber &&
    !job.dryRun &&
    !other.dryRun &&
    other.model === job.model &&
    other.limits?.maxCostUsd === job.limits?.maxCostUsd &&
    other.limits?.timeoutSeconds === job.limits?.timeoutSeconds
  );
}

/** In the order in which they were written. */
export function inWrittenOrder(jobs: readonly RefineJob[]): readonly RefineJob[] {
  return jobs.toSorted((one, other) => Date.parse(one.requestedAt) - Date.parse(other.requestedAt));
}
