import { describe, expect, it } from 'vitest';
import { FAILURE_CATALOG, isFailureCode, JobFailure, toJobFailure, type FailureCode } from './index.js';

describe('the failure catalog', () => {
  it.each(Object.entries(FAILURE_CATALOG))('has a sentence and advice for %s', (code, { sentence, advice }) => {
    expect(code).toMatch(/^[a-z]+(-[a-z]+)*$/);
    expect(sentence).toMatch(/^[A-Z].*\.$/);
    expect(advice).toMatch(/^[A-Z].*\.$/);
  });

  it('knows its own codes only', () => {
    expect(isFailureCode('git-auth')).toBe(true);
    expect(isFailureCode('toString')).toBe(false);
    expect(isFailureCode(undefined)).toBe(false);
  });
});

describe('JobFailure', () => {
  it('is retryable when it may go away by itself', () => {
    const retryable = (code: FailureCode) => new JobFailure(code).retryable;

    expect([retryable('github-unreachable'), retryable('git-auth'), retryable('cancelled')]).toEqual([
      true,
      false,
      false,
    ]);
  });

  it('says what exactly', () => {
    expect(new JobFailure('protected-path', { detail: '.git/config' }).message).toContain('(.git/config)');
  });

  it('is made of anything unknown as a bug that shows nothing of it', () => {
    const failure = toJobFailure(new TypeError('token=abc'));

    expect(failure).toMatchObject({ code: 'internal-error', retryable: false });
    expect(failure.message).not.toContain('abc');
    expect(toJobFailure(failure)).toBe(failure);
  });
});
