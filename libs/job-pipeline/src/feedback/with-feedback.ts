import { addUsage, NO_USAGE, type Job, type JobUsage } from '@ai-coding-agent/contracts';
import { toJobFailure } from '@ai-coding-agent/failures';
import type { JobContext } from '../job-context.js';
import { progressComment } from '../text/progress-text.js';
import type { FeedbackTools } from './feedback-tools.js';
import type { LiveComments } from './live-comments.js';
import { react } from './react.js';
import { spentOn } from './spent-on.js';
import { threadOf } from './thread-of.js';

export interface AttemptTools extends FeedbackTools {
  readonly comments: LiveComments;
  /** Hides the secrets of this process in what people will read. */
  readonly hideSecrets: (text: string) => string;
}

/**
 * One attempt as people see it: 👀 when it starts, a comment that says how far it is once it is known that the job
 * may be done, and a failure that shows no secret. None of it makes the attempt wait.
 * @param model what a job uses that names none
 */
export async function withFeedback<C extends JobContext, R>(
  job: Job,
  context: C,
  model: string,
  tools: AttemptTools,
  attempt: (context: C) => Promise<R>,
): Promise<R> {
  try {
    return await attempt(job.dryRun ? context : watched(job, context, model, tools));
  } catch (error) {
    throw toJobFailure(error).withDetail(tools.hideSecrets);
  } finally {
    await tools.comments.settle(job.jobId);
  }
}

function watched<C extends JobContext>(job: Job, context: C, model: string, tools: AttemptTools): C {
  const { spentBefore = NO_USAGE } = context;
  let usage: JobUsage = spentBefore;
  return {
    ...context,
    usage: (sum) => {
      usage = addUsage(spentBefore, sum);
      context.usage(sum);
    },
    stageReached: (stage) => {
      context.stageReached(stage);
      if (stage === 'authorize') {
        if (context.attempt === 1) void react(job, 'eyes', tools);
      } else if (stage !== 'report') {
        const { attempt, startedAt } = context;
        const spent = spentOn(job, usage, model, tools);
        const facts = { attempt, durationMs: Date.now() - startedAt, spent, jobPage: tools.jobPage?.(job.jobId) };
        tools.comments.show(job, threadOf(job), progressComment(job, stage, facts));
      }
    },
  };
}
