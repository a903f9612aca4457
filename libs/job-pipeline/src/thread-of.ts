import type { Job } from '@ai-coding-agent/contracts';

/** Number of the issue or pull request that a job is about, where its comment is. */
export function threadOf(job: Job): number {
  return job.mode === 'quickfix' ? job.issueNumber : job.pullRequestNumber;
}
