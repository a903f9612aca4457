import type { JobResult, JobStage, JobUsage, QuickfixJob } from '@ai-coding-agent/contracts';
import { JobFailure, type NextStep } from '@ai-coding-agent/failures';
import { quickfixBranch, reportFailure, type QuickfixTools } from '@ai-coding-agent/job-pipeline';
import type { JobRun, JobWork } from '@ai-coding-agent/messaging';
import { Logger } from '@nestjs/common';
import { runQuickfix } from './run-quickfix.js';

export interface QuickfixWorkOptions {
  readonly tools: QuickfixTools;
  /** Limit of one attempt, in seconds, which a job may lower. */
  readonly timeoutSeconds: number;
  /** The model of jobs that name none. */
  readonly defaultModel: string;
}

/** A push that is under way is let through, so people have to know of it. */
const AFTER_PUSH: ReadonlySet<JobStage> = new Set(['push-branch', 'open-pull-request', 'report']);

/** What quickfix-worker does with the jobs of its queue. */
export class QuickfixWork implements JobWork<QuickfixJob> {
  readonly #logger = new Logger(QuickfixWork.name);
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

  run(job: QuickfixJob, run: JobRun): Promise<JobResult> {
    return runQuickfix(job, this.#options.tools, run);
  }

  async reportFailure(job: QuickfixJob, failure: JobFailure, next: NextStep, run: JobRun, usage: JobUsage) {
    const facts = {
      attempt: run.attempt,
      durationMs: Date.now() - run.startedAt,
      spent: { model: job.model ?? this.#options.defaultModel, usage, priceKnown: usage.costUsd > 0 },
    };
    await reportFailure(job, failure, next, facts, this.#options.tools).catch((error: unknown) =>
      this.#logger.warn('the comment about a failure could not be written', { error }),
    );
  }

  reportCancelled(job: QuickfixJob, by: string, run: JobRun, usage: JobUsage) {
    const detail = run.stage && AFTER_PUSH.has(run.stage) ? `by ${by}, after the branch was pushed` : `by ${by}`;
    const cancelled = new JobFailure('cancelled', { detail });
    return this.reportFailure(job, cancelled, { kind: 'end' }, run, usage);
  }
}
