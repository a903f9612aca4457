import type { JobEvent, JobHappening } from '@ai-coding-agent/contracts';
import { refineJob } from '@ai-coding-agent/testing';
import { describe, expect, it } from 'vitest';
import { queuedJob } from '../execution/queued-job.js';
import { WaitingJobs } from './waiting-jobs.js';

const job = refineJob();
/** Another job for the same pull request. */
const ASKING = refineJob();
const at = '2026-01-01T00:00:00Z';
const event = (happening: JobHappening): JobEvent => ({ ...happening, jobId: job.jobId, at });
const QUEUED = event({ kind: 'queued', job: queuedJob(job), message: job });
const STARTED = event({ kind: 'started', attempt: 1, job: queuedJob(job) });

function waiting(...events: JobEvent[]) {
  const jobs = new WaitingJobs();
  events.forEach((each) => jobs.hear(each));
  return jobs.like(ASKING).map(({ jobId }) => jobId);
}

describe('a job', () => {
  it('waits once it is queued', () => {
    expect(waiting(QUEUED)).toEqual([job.jobId]);
    expect(waiting(QUEUED, QUEUED)).toEqual([job.jobId]);
  });

  it('does not wait any more once a worker had it', () => {
    expect(waiting(QUEUED, STARTED)).toEqual([]);
  });

  it('does not wait once it was cancelled or has ended', () => {
    const usage = { llmCalls: 0, promptTokens: 0, completionTokens: 0, costUsd: 0 };
    expect(waiting(QUEUED, event({ kind: 'cancelled', attempt: 1, by: 'ada', usage }))).toEqual([]);
  });

  it('is not known from an event that says another one’s id, or is no valid job', () => {
    const other = { ...job, jobId: refineJob().jobId };
    expect(waiting(event({ kind: 'queued', job: queuedJob(job), message: other }))).toEqual([]);
    expect(waiting(event({ kind: 'queued', job: queuedJob(job), message: { ...job, instructions: '' } }))).toEqual([]);
    expect(waiting(event({ kind: 'queued', job: queuedJob(job), message: null as never }))).toEqual([]);
  });
});
