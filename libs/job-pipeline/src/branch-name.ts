import type { QuickfixJob } from '@ai-coding-agent/contracts';

/** The branch of an issue, always the same: a second job finds the work of the first. */
export function quickfixBranch(job: Pick<QuickfixJob, 'issueNumber'>): string {
  return `ai-agent/quickfix-issue-${job.issueNumber}`;
}
