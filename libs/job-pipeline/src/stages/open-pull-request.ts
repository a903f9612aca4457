import type { QuickfixJob } from '@ai-coding-agent/contracts';
import type { Finished } from '../finished.js';
import type { QuickfixTools } from '../quickfix-tools.js';
import { openedBy, pullRequestText } from '../text/pull-request-text.js';
import type { PushedWork } from './push-branch.js';
import type { Task } from './read-issue.js';

const LABELS = ['ai-agent', 'quickfix'];

/**
 * Opens the pull request of the branch, or updates the one that is open. After a kill, a job finds the pull request
 * that it opened itself and still says that it opened it.
 */
export async function openPullRequest(
  job: QuickfixJob,
  { issue, base, branch }: Task,
  work: PushedWork,
  { pullRequests }: Pick<QuickfixTools, 'pullRequests'>,
): Promise<Finished> {
  const { repository } = job;
  const existing = await pullRequests.findOpen(repository, branch, base);
  const opener = existing ? (openedBy(existing.body) ?? 'somebody') : job.jobId;
  const text = pullRequestText(job, issue, work, opener);
  const draft = job.draft === true || (work.checks !== undefined && work.checks.outcome !== 'passed');
  const pullRequest = !existing
    ? await pullRequests.open(repository, { ...text, head: branch, base, draft, labels: LABELS })
    : work.reply
      ? await pullRequests.update(repository, existing.number, text, LABELS)
      : existing;
  return {
    result: {
      outcome: opener === job.jobId ? 'pull_request_opened' : 'pull_request_updated',
      pullRequestNumber: pullRequest.number,
      pullRequestUrl: pullRequest.url,
      branch,
      commitSha: work.commitSha,
      changedFiles: work.changedFiles,
    },
    ...(work.reply && { reply: work.reply }),
  };
}
