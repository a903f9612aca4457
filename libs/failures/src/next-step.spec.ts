import { describe, expect, it } from 'vitest';
import { JobFailure, nextStep } from './index.js';

const policy = { maxAttempts: 4, delaysSeconds: [15, 120, 900] };
const outage = (retryAfterSeconds?: number) => new JobFailure('model-unavailable', { retryAfterSeconds });

describe('nextStep', () => {
  it.each([
    [1, { kind: 'retry', attempt: 2, delaySeconds: 15 }],
    [2, { kind: 'retry', attempt: 3, delaySeconds: 120 }],
    [3, { kind: 'retry', attempt: 4, delaySeconds: 900 }],
    [4, { kind: 'dead-letter', outOfAttempts: true }],
    [5, { kind: 'dead-letter', outOfAttempts: true }],
  ])('goes through the delays and gives up: after attempt %i', (attempt, expected) => {
    expect(nextStep(outage(), attempt, policy)).toEqual(expected);
  });

  it('repeats the last delay when there are more attempts than delays', () => {
    expect(nextStep(outage(), 9, { ...policy, maxAttempts: 10 })).toMatchObject({ delaySeconds: 900 });
  });

  it.each([
    [10, 15],
    [60, 120],
    [121, 900],
    [3_600, 3_600],
    [100_000, 86_400],
  ])(
    'waits at least the %i s that the other side asks for, in a tier if one is long enough, and up to a day',
    (asked, delaySeconds) => {
      expect(nextStep(outage(asked), 1, policy)).toMatchObject({ delaySeconds });
    },
  );

  it('dead-letters at once what an operator can mend', () => {
    expect(nextStep(new JobFailure('git-auth'), 1, policy)).toEqual({ kind: 'dead-letter', outOfAttempts: false });
  });

  it('ends what was decided', () => {
    expect(nextStep(new JobFailure('not-permitted'), 1, policy)).toEqual({ kind: 'end' });
  });

  it('gives up at once when there are no delays', () => {
    expect(nextStep(outage(), 1, { maxAttempts: 4, delaysSeconds: [] })).toMatchObject({ kind: 'dead-letter' });
  });
});
