import type { JobResult, JobUsage, RefineJob } from '@ai-coding-agent/contracts';
import type { JobFailure, NextStep } from '@ai-coding-agent/failures';
import { mayJoin, withFeedback } from '@ai-coding-agent/job-pipeline';
import type { JobRun, JobWork } from '@ai-coding-agent/messaging';
import { tellCancelled, tellFailure, type WorkerTools } from '@ai-coding-agent/worker-tools';
import { endCompanions } from './end-companions.js';
import { runRefine } from './run-refine.js';

export interface RefineWorkOptions {
  readonly tools: WorkerTools;
  /** Limit of one attempt, in seconds, which a job may lower. */
  readonly timeoutSeconds: number;
  /** The model of jobs that name none. */
  readonly defaultModel: string;
}

/** What refine-worker does with the jobs of its queue. */
export class RefineWork implements JobWork<RefineJob> {
  readonly mayJoin = mayJoin;
  readonly #options: RefineWorkOptions;

  constructor(options: RefineWorkOptions) {
    this.#options = options;
  }

  /**
   * The pull request stands for its branch, whose name is not known yet. A quickfix that updates the same branch holds
   * another lock; whichever of the two pushes second fails at its lease, so that nothing is lost.
   */
  branch(job: RefineJob): string {
    return `pull/${job.pullRequestNumber}`;
  }

  timeoutSeconds(job: RefineJob): number {
    return Math.min(this.#options.timeoutSeconds, job.limits?.timeoutSeconds ?? Infinity);
  }

  run(job: RefineJob, run: JobRun<RefineJob>): Promise<JobResult> {
    const { tools, defaultModel } = this.#options;
    return withFeedback(job, run, defaultModel, tools, async (context) => {
      const refined = await runRefine(job, tools, context, () => run.companions.waiting());
      await endCompanions(job, refined, { run, tools, defaultModel });
      return refined.finished.result;
    });
  }

  reportFailure(job: RefineJob, failure: JobFailure, next: NextStep, run: JobRun<RefineJob>, usage: JobUsage) {
    const { tools, defaultModel } = this.#options;
    return tellFailure(job, { failure, next, run, usage }, tools, defaultModel);
  }

  reportCancelled(job: RefineJob, by: string, run: JobRun<RefineJob>, usage: JobUsage) {
    const { tools, defaultModel } = this.#options;
    return tellCancelled(job, { by, run, usage }, tools, defaultModel);
  }
}
