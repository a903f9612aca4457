import { NO_USAGE, type RefineJob } from '@ai-coding-agent/contracts';
import { reportRefine } from '@ai-coding-agent/job-pipeline';
import type { JobRun } from '@ai-coding-agent/messaging';
import { tellFailure, type WorkerTools } from '@ai-coding-agent/worker-tools';
import { Logger } from '@nestjs/common';
import type { Refined } from './run-refine.js';

export interface EndingParts {
  readonly run: JobRun<RefineJob>;
  readonly tools: WorkerTools;
  readonly defaultModel: string;
}

/**
 * Gives each companion its own end. One whose comment can't be written is left alone: it runs on its own later, finds
 * itself in the branch's commits, and writes it then.
 */
export async function endCompanions(
  lead: RefineJob,
  { finished, along, refused }: Refined,
  { run, tools, defaultModel }: EndingParts,
): Promise<void> {
  const facts = { attempt: 1, startedAt: run.startedAt };
  const { result, checks } = finished;
  const done = { result, ...(checks && { checks }), togetherWith: lead.jobId };
  for (const job of along) {
    try {
      await reportRefine(job, done, tools, facts);
      await run.companions.succeeded(job, result);
    } catch (error) {
      new Logger('Companion').warn('a job that was done along is left to end on its own', { jobId: job.jobId, error });
    }
  }
  for (const { job, failure } of refused) {
    await tellFailure(job, { failure, next: { kind: 'end' }, run: facts, usage: NO_USAGE }, tools, defaultModel);
    await run.companions.failed(job, failure);
  }
}
