import type { RefineJob } from '@ai-coding-agent/contracts';
import {
  aloneIfRefused,
  applyEdits,
  authorizeAll,
  commitEdits,
  dryRun,
  earlierWork,
  guardChanges,
  inWrittenOrder,
  noChanges,
  oneBudget,
  prepareRefine,
  pullRequestUpdated,
  pushBranch,
  readPullRequest,
  redoOnce,
  refineCommitText,
  refinePrompt,
  reportRefine,
  stageRunner,
  verifyEdits,
  withCheckout,
  type Finished,
  type JobContext,
  type RefineTools,
  type RefusedCompanion,
} from '@ai-coding-agent/job-pipeline';

/** How a run ended, and what became of the jobs that waited for the same pull request. */
export interface Refined {
  readonly finished: Finished;
  readonly along: readonly RefineJob[];
  readonly refused: readonly RefusedCompanion[];
}

/**
 * A pull request is changed as its reviewer asks: every stage, in order. Run again, it ends in the same commit.
 * @param waiting jobs that wait for the same pull request and may be done along
 */
export async function runRefine(
  job: RefineJob,
  tools: RefineTools,
  context: JobContext,
  waiting: () => Promise<readonly RefineJob[]>,
): Promise<Refined> {
  const stage = stageRunner(context);
  const { policy } = tools;
  const editing = { agent: oneBudget(tools.agent) };

  const companions = await stage('authorize', () => authorizeAll(job, waiting, tools));
  const refine = async (along: readonly RefineJob[]) => {
    const jobs = inWrittenOrder([job, ...along]);
    const task = await stage('read-pull-request', () => readPullRequest(job, tools));
    return withCheckout(
      () => stage('prepare-checkout', () => prepareRefine(job, task, tools, context)),
      async ({ checkout }): Promise<Omit<Refined, 'refused'>> => {
        const earlier = earlierWork(checkout);
        if (earlier) return { finished: pullRequestUpdated(task, earlier), along: [] };

        const prompt = refinePrompt(jobs, task);
        const applied = await stage('apply-edits', () => applyEdits(job, prompt, checkout, editing, context));
        const edited = await stage('verify-edits', () => verifyEdits(applied, checkout, tools, context));
        await stage('guard-changes', () => guardChanges(edited.changes, checkout, tools));
        if (edited.changes.length === 0) return { finished: noChanges(edited), along };
        if (job.dryRun) return { finished: await dryRun(checkout, edited), along };

        const text = refineCommitText(jobs, policy.noreplyDomain);
        const commit = await stage('commit-edits', () => commitEdits(checkout, edited.changes, text));
        const pushed = await stage('push-branch', () => pushBranch(checkout, commit, edited, context));
        return { finished: pullRequestUpdated(task, pushed), along };
      },
    );
  };
  const refined = await redoOnce(() => aloneIfRefused(companions.permitted, refine));

  await stage('report', () => reportRefine(job, refined.finished, tools, context));
  return { ...refined, refused: companions.refused };
}
