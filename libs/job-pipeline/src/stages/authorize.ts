import type { Job } from '@ai-coding-agent/contracts';
import { JobFailure } from '@ai-coding-agent/failures';
import type { JobPolicy } from '../job-policy.js';

/**
 * Whether this job may be done at all. ingest-api asks the same, but settings change while a job waits.
 * @throws JobFailure `repository-not-allowed`, `model-not-allowed`
 */
export async function authorize(job: Job, { policy }: { readonly policy: JobPolicy }): Promise<void> {
  if (!policy.allowsRepository(job.repository)) throw new JobFailure('repository-not-allowed');
  if (job.model !== undefined && !policy.allowsModel(job.model)) {
    throw new JobFailure('model-not-allowed', { detail: job.model });
  }
}
