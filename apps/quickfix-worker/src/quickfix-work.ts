import type { JobResult, JobUsage, QuickfixJob } from '@ai-coding-agent/contracts';
import type { JobFailure, NextStep } from '@ai-coding-agent/failures';
import { quickfixBranch, withFeedback } from '@ai-coding-agent/job-pipeline';
import type { JobRun, JobWork } from '@ai-coding-agent/messaging';
import { tellCancelled, tellFailure, type WorkerTools } from '@ai-coding-agent/worker-tools';
import { runQuickfix } from './run-quickfix.js';

export interface QuickfixWorkOptions {
  readonly tools: WorkerTools;
  /** Limit of one attempt, in seconds, which a job may lower. */
  readonly timeoutSeconds: number;
  /** The model of jobs that name none. */
  readonly defaultModel: string;
}

/** What quickfix-worker does with the jobs of its queue. */
export class QuickfixWork implements JobWork<QuickfixJob> {
  readonly #options: QuickfixWorkOptions;

  constructor(options: QuickfixWorkOptions) {
    this.#options = options;
  }

  branch(job: QuickfixJob): string {
    return quickfixBranch(job);
  }

  timeoutSeconds(job: QuickfixJob): number {
    return Math.min(this.#options.timeoutSeconds, job.limits?.timeoutSeconds ?? Infinity);
  }

  run(job: QuickfixJob, run: JobRun<QuickfixJob>): Promise<JobResult> {
    const { tools, defaultModel } = this.#options;
    return withFeedback(job, run, defaultModel, tools, (context) => runQuickfix(job, tools, context));
  }

  reportFailure(job: QuickfixJob, failure: JobFailure, next: NextStep, run: JobRun<QuickfixJob>, usage: JobUsage) {
    const { tools, defaultModel } = this.#options;
    return tellFailure(job, { failure, next, run, usage }, tools, defaultModel);
  }

  reportCancelled(job: QuickfixJob, by: string, run: JobRun<QuickfixJob>, usage: JobUsage) {
    const { tools, defaultModel } = this.#options;
    return tellCancelled(job, { by, run, usage }, tools, defaultModel);
  }
}
