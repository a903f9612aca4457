import type { QuickfixJob } from '@ai-coding-agent/contracts';
import { JobFailure } from '@ai-coding-agent/failures';
import { quickfixBranch } from '../branch-name.js';
import type { Issue } from '../ports/issues.js';
import type { QuickfixTools } from '../quickfix-tools.js';

/** An issue, where its fix starts, and where it will go. */
export interface Task {
  readonly issue: Issue;
  /** `OWNER/NAME` as the forge spells it today; the job may know an older name. */
  readonly repository: string;
  readonly base: string;
  readonly branch: string;
}

/** @throws JobFailure `issue-not-found`, `issue-is-pull-request`, `repository-not-found`, `base-branch-not-found` */
export async function readIssue(
  job: QuickfixJob,
  { repositories, issues }: Pick<QuickfixTools, 'repositories' | 'issues'>,
): Promise<Task> {
  const [repository, issue] = await Promise.all([
    repositories.read(job.repository),
    issues.read(job.repository, job.issueNumber),
  ]);
  const base = job.baseBranch ?? repository.defaultBranch;
  const branch = quickfixBranch(job);
  if (base === branch) throw new JobFailure('base-branch-not-found', { detail: `${base} is the agent's own branch` });
  return { issue, repository: repository.name, base, branch };
}
