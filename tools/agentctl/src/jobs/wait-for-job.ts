import type { ApiClient } from '../api/api-client.js';
import { followJob } from '../api/follow-job.js';
import type { Job, Progress } from '../api/job.js';
import { EXIT_CODES } from '../exit-code.js';
import { printJson } from '../output/wants-json.js';
import { describeJob, describeProgress } from './describe-job.js';

/**
 * Follows a job to its end and prints it; a job that does not succeed makes the command fail.
 * @param onProgress told of every change
 */
export async function waitForJob(
  api: ApiClient,
  jobId: string,
  { json, onProgress }: { json: boolean; onProgress: (progress: Progress) => void },
): Promise<void> {
  for await (const progress of followJob(api, jobId)) onProgress(progress);
  const job = await api.call<Job>('GET', `/jobs/${encodeURIComponent(jobId)}`);
  if (json) printJson(job);
  else console.log(describeJob(job));
  if (job.status !== 'succeeded') process.exitCode = EXIT_CODES.failed;
}

/** For people, beside the output that scripts read. */
export function tellProgress(progress: Progress): void {
  console.error(describeProgress(progress));
}
