import type { JobState } from './job-state.js';

/** A job as `GET /jobs/:id` answers it. */
export function jobResponse(state: JobState): Record<string, unknown> {
  const { job } = state;
  return {
    jobId: state.jobId,
    mode: job.mode,
    repository: job.repository,
    issueNumber: job.issueNumber,
    pullRequestNumber: job.pullRequestNumber,
    requestedBy: job.requestedBy,
    retryOf: job.retryOf,
    status: state.status,
    stage: state.stage,
    attempt: state.attempt,
    queuedAt: job.requestedAt,
    startedAt: state.startedAt,
    finishedAt: state.finishedAt,
    nextAttemptAt: state.nextAttemptAt,
    result: state.result,
    failure: state.failure,
    usage: state.usage,
  };
}
