import type { JobResult, QuickfixJob } from '@ai-coding-agent/contracts';
import {
  applyEdits,
  authorize,
  commitEdits,
  commitText,
  dryRun,
  earlierWork,
  guardChanges,
  noChanges,
  openPullRequest,
  prepareCheckout,
  pushBranch,
  quickfixPrompt,
  readIssue,
  reportResult,
  stageRunner,
  verifyEdits,
  withCheckout,
  type Finished,
  type JobContext,
  type QuickfixTools,
} from '@ai-coding-agent/job-pipeline';

/** An issue becomes a pull request: every stage, in order. Run again, it ends in the same branch and pull request. */
export async function runQuickfix(job: QuickfixJob, tools: QuickfixTools, context: JobContext): Promise<JobResult> {
  const stage = stageRunner(context);

  await stage('authorize', () => authorize(job, tools));
  const task = await stage('read-issue', () => readIssue(job, tools));

  const finished = await withCheckout(
    () => stage('prepare-checkout', () => prepareCheckout(job, task, tools, context)),
    async ({ checkout }): Promise<Finished> => {
      const earlier = earlierWork(checkout);
      if (earlier) return stage('open-pull-request', () => openPullRequest(job, task, earlier, tools));

      const prompt = quickfixPrompt(job, task.issue);
      const applied = await stage('apply-edits', () => applyEdits(job, prompt, checkout, tools, context));
      const edited = await stage('verify-edits', () => verifyEdits(applied, checkout, tools, context));
      await stage('guard-changes', () => guardChanges(edited.changes, checkout, tools));
      if (edited.changes.length === 0) return noChanges(edited);
      if (job.dryRun) return dryRun(checkout, edited);

      const text = commitText(job, task.issue, tools.policy.noreplyDomain);
      const commit = await stage('commit-edits', () => commitEdits(checkout, edited.changes, text));
      const pushed = await stage('push-branch', () => pushBranch(checkout, commit, edited, context));
      return stage('open-pull-request', () => openPullRequest(job, task, pushed, tools));
    },
  );

  await stage('report', () => reportResult(job, finished, tools, context));
  return finished.result;
}
