import type { Job } from '@ai-coding-agent/contracts';
import type { CreateJob } from './create-job.request.js';
import { checkAllowed, repositoryName, type JobRules } from './job-rules.js';

/** Who asked, and what the job is called. */
export interface JobIdentity {
  readonly jobId: string;
  /** Name of the API token. */
  readonly client: string;
  /** ISO 8601. */
  readonly requestedAt: string;
}

/**
 * The job that a valid request asks for.
 * @throws Problem `repository-not-allowed`, `model-not-allowed`
 */
export function toJob(request: CreateJob, { jobId, client, requestedAt }: JobIdentity, rules: JobRules): Job {
  const repository = repositoryName(request.repository, rules) ?? request.repository;
  checkAllowed(repository, request.model, rules);
  const wishes = JSON.parse(JSON.stringify(request)) as CreateJob;
  return { ...wishes, schemaVersion: 1, jobId, repository, requestedAt, origin: { channel: 'api', client } };
}
