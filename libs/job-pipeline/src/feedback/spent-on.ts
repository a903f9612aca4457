import type { Job, JobUsage } from '@ai-coding-agent/contracts';
import type { Spent } from '../text/usage-text.js';
import type { FeedbackTools } from './feedback-tools.js';

/**
 * What a job has spent, for people to read while there is no reply of the agent that says it.
 * @param defaultModel what a job uses that names none
 */
export function spentOn(
  job: Job,
  usage: JobUsage,
  defaultModel: string,
  { hasPrice }: Pick<FeedbackTools, 'hasPrice'>,
): Spent {
  const model = job.model ?? defaultModel;
  return { model, usage, priceKnown: hasPrice?.(model) ?? usage.costUsd > 0 };
}
