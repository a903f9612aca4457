import type { Job, QueuedJob } from '@ai-coding-agent/contracts';

/** What the event stream says about a job. */
export function queuedJob(job: Job): QueuedJob {
  return {
    mode: job.mode,
    repository: job.repository,
    requestedAt: job.requestedAt,
    ...(job.mode === 'quickfix' ? { issueNumber: job.issueNumber } : { pullRequestNumber: job.pullRequestNumber }),
    ...(job.requestedBy !== undefined && { requestedBy: job.requestedBy }),
    ...(job.retryOf !== undefined && { retryOf: job.retryOf }),
    ...(job.dryRun !== undefined && { dryRun: job.dryRun }),
  };
}
