import type { JobFailure } from './job-failure.js';

/** How often and with which delays a job is tried again. */
export interface RetryPolicy {
  /** Attempts before the dead-letter queue, at least 1. */
  readonly maxAttempts: number;
  /** Delay before attempt 2, 3, 4 …; the last one repeats. */
  readonly delaysSeconds: readonly number[];
}

/** What happens to a job after a failure. */
export type NextStep =
  | { readonly kind: 'retry'; readonly attempt: number; readonly delaySeconds: number }
  | { readonly kind: 'dead-letter'; readonly outOfAttempts: boolean }
  | { readonly kind: 'end' };

/** Nobody is waited for longer than this: a day. */
const LONGEST_WAIT_SECONDS = 86_400;

/**
 * What to do after `attempt` failed. The delay is the tier of the attempt, or the first longer tier when the other
 * side asked for more patience. When it asked for more than the longest tier, as GitHub does until its limit is reset,
 * it gets that, up to a day: attempts before would fail as well, and there are only so many.
 */
export function nextStep(failure: JobFailure, attempt: number, policy: RetryPolicy): NextStep {
  if (failure.kind === 'decision') return { kind: 'end' };
  if (failure.kind === 'operator') return { kind: 'dead-letter', outOfAttempts: false };
  if (attempt >= policy.maxAttempts || policy.delaysSeconds.length === 0) {
    return { kind: 'dead-letter', outOfAttempts: true };
  }
  const byAttempt = policy.delaysSeconds[Math.min(attempt, policy.delaysSeconds.length) - 1] ?? 0;
  const wanted = Math.max(byAttempt, failure.retryAfterSeconds ?? 0);
  const longest = Math.max(...policy.delaysSeconds);
  const delaySeconds =
    wanted > longest
      ? Math.min(Math.ceil(wanted), LONGEST_WAIT_SECONDS)
      : Math.min(...policy.delaysSeconds.filter((delay) => delay >= wanted));
  return { kind: 'retry', attempt: attempt + 1, delaySeconds };
}
