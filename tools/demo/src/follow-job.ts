import { setTimeout as sleep } from 'node:timers/promises';
import type { JobClient, JobState } from '@ai-coding-agent/local-system';
import { line } from './print.js';

const POLL_MS = 20;

/** Prints the stages of a job as they are reached, until it has ended. */
export async function followJob(client: JobClient, jobId: string): Promise<JobState> {
  const startedAt = Date.now();
  let shown = '';
  for (;;) {
    const job = await client.read(jobId);
    const now = job ? (job.status === 'running' ? (job.stage ?? 'running') : job.status) : '';
    if (now !== shown) {
      shown = now;
      line(`${((Date.now() - startedAt) / 1_000).toFixed(1).padStart(6)} s  ${now}`);
    }
    if (job && ['succeeded', 'failed', 'cancelled'].includes(job.status)) return job;
    await sleep(POLL_MS);
  }
}
