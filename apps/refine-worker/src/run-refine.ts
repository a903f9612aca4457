import type { RefineJob } from '@ai-coding-agent/contracts';
import {
  applyEdits,
  authorize,
  checkCompanions,
  commitEdits,
  dryRun,
  earlierWork,
  guardChanges,
  inWrittenOrder,
  noChanges,
  prepareCheckout,
  pullRequestUpdated,
  pushBranch,
  readPullRequest,
  redoOnce,
  refineCommitText,
  refinePrompt,
  reportRefine,
  stageRunner,
  withCheckout,
  type CheckedCompanions,
  type Finished,
  type RefineTools,
} from '@ai-coding-agent/job-pipeline';
import type { JobRun } from '@ai-coding-agent/messaging';

/** How a run ended, and the jobs that it was for besides its own. */
export interface Refined {
  readonly finished: Finished;
  readonly companions: CheckedCompanions;
}

const ALONE: CheckedCompanions = { permitted: [], refused: [] };

/** A pull request is changed as its reviewer asks: every stage, in order. Run again, it ends in the same commit. */
export async function runRefine(job: RefineJob, tools: RefineTools, run: JobRun<RefineJob>): Promise<Refined> {
  const stage = stageRunner(run);

  await stage('authorize', () => authorize(job, tools));
  const refined = await redoOnce(async (): Promise<Refined> => {
    const task = await stage('read-pull-request', () => readPullRequest(job, tools));
    return withCheckout(
      () => stage('prepare-checkout', () => prepareCheckout(job, task, tools, run)),
      async ({ checkout }): Promise<Refined> => {
        const earlier = earlierWork(checkout);
        if (earlier) return { finished: pullRequestUpdated(task, earlier), companions: ALONE };

        const waiting = await run.companions.waiting();
        const companions = await checkCompanions(waiting, (companion) => authorize(companion, tools));
        const jobs = inWrittenOrder([job, ...companions.permitted]);
        const prompt = refinePrompt(jobs, task);
        const edited = await stage('apply-edits', () => applyEdits(job, prompt, checkout, tools, run));
        await stage('guard-changes', () => guardChanges(edited.changes, checkout, tools));
        if (edited.changes.length === 0) return { finished: noChanges(edited), companions };
        if (job.dryRun) return { finished: await dryRun(checkout, edited), companions: ALONE };

        const text = refineCommitText(jobs, tools.policy.noreplyDomain);
        const commit = await stage('commit-edits', () => commitEdits(checkout, edited.changes, text));
        const pushed = await stage('push-branch', () => pushBranch(checkout, commit, edited, run));
        return { finished: pullRequestUpdated(task, pushed), companions };
      },
    );
  });

  await stage('report', () => reportRefine(job, refined.finished, tools, run));
  return refined;
}
