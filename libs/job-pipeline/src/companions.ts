import type { RefineJob } from '@ai-coding-agent/contracts';
import { JobFailure, type FailureCode } from '@ai-coding-agent/failures';

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

/** Failures that the instructions of somebody else may have brought about. */
const BY_CONTENT: ReadonlySet<FailureCode> = new Set<FailureCode>([
  'agent-reply-unusable',
  'change-too-large',
  'link-added',
  'model-context-exceeded',
  'model-output-limit',
  'protected-path',
  'secret-in-change',
  'unsafe-path',
]);

/** Does a job together with `companions`; alone, when it could be one of them that makes it fail. */
export async function aloneIfRefused<T>(
  companions: readonly RefineJob[],
  run: (companions: readonly RefineJob[]) => Promise<T>,
): Promise<T> {
  try {
    return await run(companions);
  } catch (error) {
    const mayBeTheirs = companions.length > 0 && error instanceof JobFailure && BY_CONTENT.has(error.code);
    if (!mayBeTheirs) throw error;
  }
  return run([]);
}
