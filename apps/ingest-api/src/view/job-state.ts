import type { FailureReport, JobEvent, JobResult, JobStage, JobUsage, QueuedJob } from '@ai-coding-agent/contracts';

export type JobStatus = 'queued' | 'running' | 'retrying' | 'succeeded' | 'failed' | 'cancelled';

/** All that is known of a job. */
export interface JobState {
  readonly jobId: string;
  readonly job: QueuedJob;
  readonly status: JobStatus;
  readonly stage: JobStage | null;
  readonly attempt: number;
  readonly startedAt?: string;
  readonly finishedAt?: string;
  readonly nextAttemptAt?: string;
  readonly result?: JobResult;
  readonly failure?: FailureReport;
  readonly usage?: JobUsage;
}

/**
 * The state of a job after one more event; undefined for a job that does not exist. Events may come twice, and
 * `queued` may come after `started`. Nothing follows an end.
 */
export function foldJobEvent(state: JobState | undefined, event: JobEvent): JobState | undefined {
  if (event.kind === 'queued') {
    if (state) return isRequestKnown(state) ? state : { ...state, job: event.job };
    return { jobId: event.jobId, job: event.job, status: 'queued', stage: null, attempt: 1 };
  }
  if (event.kind === 'started') {
    if (state && hasEnded(state)) return state;
    const { failure: _failure, nextAttemptAt: _next, ...before } = state ?? {};
    const job = state?.job ?? event.job;
    const startedAt = state?.startedAt ?? event.at;
    return { stage: null, ...before, jobId: event.jobId, job, status: 'running', attempt: event.attempt, startedAt };
  }
  if (event.kind === 'failed' && !state && event.job) {
    const { jobId, attempt, job, failure, usage } = event;
    return { jobId, job, status: 'failed', stage: null, attempt, finishedAt: event.at, failure, usage };
  }
  // Without its beginning, which the retention of the stream took away, an event says too little.
  if (!state || hasEnded(state)) return state;
  switch (event.kind) {
    case 'stage':
      return { ...state, status: 'running', stage: event.stage };
    case 'requeued':
      return { ...state, status: 'queued' };
    case 'retrying': {
      const { failure, nextAttemptAt, usage } = event;
      return { ...state, status: 'retrying', failure, nextAttemptAt, usage };
    }
    case 'succeeded':
      return { ...state, status: 'succeeded', finishedAt: event.at, result: event.result, usage: event.usage };
    case 'failed': {
      const { failure, at, job } = event;
      // The broker knows neither what a job has cost nor always when it gave it up.
      const usage = job ? (state.usage ?? event.usage) : event.usage;
      const finishedAt = state.startedAt && state.startedAt > at ? state.startedAt : at;
      return { ...state, status: 'failed', finishedAt, failure, usage };
    }
    case 'cancelled':
      return { ...state, status: 'cancelled', finishedAt: event.at, usage: event.usage };
  }
}

/** Whether `queued` says nothing new about the job: `started`, which may come first, knows less of its request. */
export function isRequestKnown({ job }: JobState): boolean {
  return job.requestHash !== undefined;
}

/** Whether nothing comes after this state. */
export function hasEnded({ status }: JobState): boolean {
  return status === 'succeeded' || status === 'failed' || status === 'cancelled';
}
