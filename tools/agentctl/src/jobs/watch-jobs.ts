import { setTimeout as sleep } from 'node:timers/promises';
import type { ApiClient } from '../api/api-client.js';
import type { Job, JobPage } from '../api/job.js';

const POLL_MS = 2_000;
/** The newest jobs that are looked at. */
const WINDOW = 100;

/** The newest jobs, and from then on every one of them that changes, without end. */
export async function* watchJobs(api: ApiClient): AsyncGenerator<Job> {
  let before = new Map<string, string>();
  for (;;) {
    const { jobs } = await api.call<JobPage>('GET', `/jobs?limit=${WINDOW}`);
    const now = new Map(jobs.map((job) => [job.jobId, JSON.stringify([job.status, job.stage, job.attempt])]));
    for (const job of [...jobs].reverse()) if (now.get(job.jobId) !== before.get(job.jobId)) yield job;
    before = now;
    await sleep(POLL_MS);
  }
}
