import { failureText, isFailureCode, type JobFailure, type NextStep } from '@ai-coding-agent/failures';
import type { Settlement } from '../consuming/settlement.js';
import type { PastOfJob } from '../history/past-of-job.js';
import type { JobEnding } from './job-work.js';

/** How an attempt ended, and what becomes of its message. */
export interface AttemptEnd {
  readonly ending: JobEnding;
  readonly settlement: Settlement;
}

export const HANDED_BACK: AttemptEnd = { ending: { kind: 'handed-back' }, settlement: { kind: 'requeue' } };

/** What becomes of the message after a failure. */
export function settlementOf(failure: JobFailure, next: NextStep): Settlement {
  const reason = `${failure.code}: ${failure.message}`;
  if (next.kind === 'retry') return { kind: 'retry', delaySeconds: next.delaySeconds, attempt: next.attempt, reason };
  if (next.kind === 'end') return { kind: 'ack' };
  return { kind: 'dead-letter', reason: next.outOfAttempts ? `out of attempts: ${reason}` : reason };
}

/**
 * What becomes of a message whose job has ended before. A worker that was killed between the end of a job and its dead
 * letter leaves that to the next one; two dead letters of one job are better than none.
 */
export function endedBefore({ failure }: PastOfJob): AttemptEnd {
  const isDead = failure && isFailureCode(failure.code) && failureText(failure.code).kind !== 'decision';
  return {
    ending: { kind: 'already-ended' },
    settlement: isDead ? { kind: 'dead-letter', reason: `${failure.code}: ${failure.message}` } : { kind: 'ack' },
  };
}
