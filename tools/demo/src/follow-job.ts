import type { JobClient, JobState } from '@ai-coding-agent/local-system';
import { line } from './print.js';

/** Prints the stages of a job as they are reached, until it has ended. */
export async function followJob(client: JobClient, jobId: string): Promise<JobState> {
  const startedAt = Date.now();
  for await (const { status, stage, at } of client.follow(jobId)) {
    const seconds = Math.max(0, Date.parse(at) - startedAt) / 1_000;
    line(`${seconds.toFixed(1).padStart(6)} s  ${status === 'running' ? (stage ?? status) : status}`);
  }
  return client.untilEnded(jobId);
}
