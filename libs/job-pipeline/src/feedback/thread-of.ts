import type { Job } from '@ai-coding-agent/contracts';

/** Number of the issue or pull request that a job is about. */
export function threadOf(job: Job): number {
  return job.mode === 'quickfix' ? job.issueNumber : job.pullRequestNumber;
}
