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

/** What becomes of the message after a failure. There are queues for `delays`; a longer one takes several rounds. */
export function settlementOf(failure: JobFailure, next: NextStep, delays: readonly number[]): Settlement {
  const reason = `${failure.code}: ${failure.message}`;
  if (next.kind === 'retry') {
    const { attempt, delaySeconds } = next;
    if (delays.includes(delaySeconds)) return { kind: 'retry', delaySeconds, attempt, reason };
    const notBefore = Date.now() + delaySeconds * 1_000;
    return { kind: 'retry', delaySeconds: roundOf(delaySeconds, delays), attempt, reason, notBefore };
  }
  if (next.kind === 'end') return { kind: 'ack' };
  return { kind: 'dead-letter', reason: next.outOfAttempts ? `out of attempts: ${reason}` : reason };
}

/** What becomes of a message whose attempt may not begin before a time; undefined once that has come. */
export function tooEarly(notBefore: number | undefined, delays: readonly number[]): AttemptEnd | undefined {
  const seconds = ((notBefore ?? 0) - Date.now()) / 1_000;
  if (seconds <= 0 || delays.length === 0) return undefined;
  return { ending: { kind: 'busy' }, settlement: { kind: 'wait', delaySeconds: roundOf(seconds, delays) } };
}

/** The longest delay that is not too long, else the shortest one. */
function roundOf(seconds: number, delays: readonly number[]): number {
  const short = delays.filter((delay) => delay <= seconds);
  return short.length > 0 ? Math.max(...short) : Math.min(...delays);
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
