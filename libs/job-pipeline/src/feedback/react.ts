import { setTimeout as sleep } from 'node:timers/promises';
import type { Job } from '@ai-coding-agent/contracts';
import { JobFailure } from '@ai-coding-agent/failures';
import type { Reaction, ReactionTarget } from '../ports/reactions.js';
import type { FeedbackTools } from './feedback-tools.js';
import { threadOf } from './thread-of.js';

/** Wait before the second try, in milliseconds. */
const PAUSE_MS = 1_000;

/**
 * Reacts to the comment that commanded the job, or else to its issue or pull request. Never throws: a hiccup gets a
 * second try, and whatever else goes wrong is only heard by `feedbackLost`. A dry run writes nothing.
 */
export async function react(
  job: Job,
  reaction: Reaction,
  { reactions, feedbackLost }: Pick<FeedbackTools, 'reactions' | 'feedbackLost'>,
): Promise<void> {
  if (job.dryRun) return;
  const add = () => reactions.add(job.repository, targetOf(job), reaction);
  try {
    await add().catch(async (error: unknown) => {
      if (!(error instanceof JobFailure && error.retryable)) throw error;
      await sleep(PAUSE_MS);
      return add();
    });
  } catch (error) {
    feedbackLost?.(error);
  }
}

function targetOf(job: Job): ReactionTarget {
  const { comment } = job.origin;
  return comment ? { kind: comment.kind, id: comment.id } : { kind: 'thread', number: threadOf(job) };
}
