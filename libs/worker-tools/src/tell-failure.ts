import type { Job, JobUsage } from '@ai-coding-agent/contracts';
import type { JobFailure, NextStep } from '@ai-coding-agent/failures';
import { reportFailure, spentOn } from '@ai-coding-agent/job-pipeline';
import type { JobRun } from '@ai-coding-agent/messaging';
import { Logger } from '@nestjs/common';
import type { WorkerTools } from './worker-tools.js';

export interface FailedAttempt {
  readonly failure: JobFailure;
  readonly next: NextStep;
  readonly run: Pick<JobRun, 'attempt' | 'startedAt'>;
  readonly usage: JobUsage;
}

/** Tells the people who asked why it did not go well. When even that fails, the log says so. */
export async function tellFailure(
  job: Job,
  { failure, next, run, usage }: FailedAttempt,
  tools: WorkerTools,
  defaultModel: string,
): Promise<void> {
  const facts = {
    attempt: run.attempt,
    durationMs: Date.now() - run.startedAt,
    spent: spentOn(job, usage, defaultModel, tools),
  };
  await reportFailure(job, failure, next, facts, tools).catch((error: unknown) =>
    new Logger('Report').warn('the comment about a failure could not be written', { error }),
  );
}
