import type { Job } from '@ai-coding-agent/contracts';
import { v5 as uuidV5 } from 'uuid';

/** Fixed for ever: it makes the replay of a job the same job, whoever replays it and how often. */
const NAMESPACE = '0d1c6f5e-3b54-5f0e-8a43-6a1f0f7a9c18';

/**
 * The job that repeats a dead one. An ended job is never run again, so it is a new one, with an id that follows from
 * the old: a replay that was killed half-way, repeated or done by two people is still one job. The time it was asked
 * for stays, because workers look for an earlier end of the job from there on.
 */
export function replayedJob(job: Job): Job {
  return { ...job, jobId: uuidV5(job.jobId.toLowerCase(), NAMESPACE), retryOf: job.jobId };
}
