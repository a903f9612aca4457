import type { Job, JobStage, JobUsage } from '@ai-coding-agent/contracts';
import { reportCancelled, spentOn } from '@ai-coding-agent/job-pipeline';
import type { JobRun } from '@ai-coding-agent/messaging';
import { Logger } from '@nestjs/common';
import type { WorkerTools } from './worker-tools.js';

export interface CancelledAttempt {
  /** GitHub login, or name of the API token. */
  readonly by: string;
  readonly run: Pick<JobRun, 'attempt' | 'startedAt' | 'stage'>;
  readonly usage: JobUsage;
}

/** A push that is under way is let through, so people have to know of it. */
const AFTER_PUSH: ReadonlySet<JobStage> = new Set(['push-branch', 'open-pull-request', 'report']);

/** Tells the people who asked who stopped the job, and what it cost. When that fails, the log says so. */
export async function tellCancelled(
  job: Job,
  { by, run, usage }: CancelledAttempt,
  tools: WorkerTools,
  defaultModel: string,
): Promise<void> {
  const spent = spentOn(job, usage, defaultModel, tools);
  const facts =
    run.stage === null
      ? // It waited: what earlier attempts have cost is all there is to say.
        { ...(usage.llmCalls > 0 && { spent }) }
      : {
          attempt: run.attempt,
          durationMs: Date.now() - run.startedAt,
          spent,
          isPushed: AFTER_PUSH.has(run.stage),
        };
  await reportCancelled(job, by, facts, tools).catch((error: unknown) =>
    new Logger('Report').warn('the comment about a cancelled job could not be written', { error }),
  );
}
