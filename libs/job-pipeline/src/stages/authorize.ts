import type { Job } from '@ai-coding-agent/contracts';
import { JobFailure } from '@ai-coding-agent/failures';
import type { JobPolicy } from '../job-policy.js';
import type { Permissions } from '../ports/permissions.js';

/**
 * Whether this job may be done at all. ingest-api asks the same of the settings, but they change while a job waits;
 * what people may do is asked only here, where a forge that is down is just another attempt.
 * @throws JobFailure `repository-not-allowed`, `not-permitted`, `model-not-allowed`, or any of the forge's failures
 */
export async function authorize(
  job: Job,
  { policy, permissions }: { readonly policy: JobPolicy; readonly permissions: Permissions },
): Promise<void> {
  if (!policy.allowsRepository(job.repository)) throw new JobFailure('repository-not-allowed');
  if (!(await isPermitted(job, permissions))) throw new JobFailure('not-permitted');
  if (job.model !== undefined && !policy.allowsModel(job.model)) {
    throw new JobFailure('model-not-allowed', { detail: job.model });
  }
}

/** Whoever holds a token of the API is permitted by it. */
async function isPermitted({ origin, repository, requestedBy }: Job, permissions: Permissions): Promise<boolean> {
  if (origin.channel === 'api') return true;
  return requestedBy !== undefined && permissions.mayWrite(repository, requestedBy);
}
