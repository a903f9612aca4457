import type { JobHappening, QueuedJob } from '@ai-coding-agent/contracts';
import { NO_USAGE } from '@ai-coding-agent/contracts';
import { describe, expect, it } from 'vitest';
import { foldJobEvent, type JobState } from './job-state.js';

const JOB: QueuedJob = { mode: 'quickfix', repository: 'a/b', issueNumber: 1, requestedAt: '2026-01-01T00:00:00Z' };
const FAILURE = { code: 'model-unavailable', stage: 'apply-edits', message: 'm', retryable: true };
const RESULT = { outcome: 'no_changes', changedFiles: [] } as const;

const queued: JobHappening = { kind: 'queued', job: { ...JOB, requestHash: 'h' } };
const started = (attempt = 1): JobHappening => ({ kind: 'started', attempt, job: JOB });
const stage: JobHappening = { kind: 'stage', attempt: 1, stage: 'apply-edits' };
const retrying: JobHappening = { kind: 'retrying', attempt: 1, failure: FAILURE, nextAttemptAt: 'n', usage: NO_USAGE };
const succeeded: JobHappening = { kind: 'succeeded', attempt: 1, result: RESULT, usage: NO_USAGE };
const failed: JobHappening = { kind: 'failed', attempt: 1, failure: FAILURE, usage: NO_USAGE };

const fold = (...happenings: JobHappening[]): JobState | undefined =>
  happenings.reduce<JobState | undefined>(
    (state, happening, at) => foldJobEvent(state, { ...happening, jobId: 'j', at: `t${at}` }),
    undefined,
  );

describe('foldJobEvent', () => {
  it('follows a job from the queue to its result', () => {
    expect(fold(queued)).toMatchObject({ status: 'queued', stage: null, attempt: 1 });
    expect(fold(queued, started(), stage)).toMatchObject({ status: 'running', stage: 'apply-edits', startedAt: 't1' });
    expect(fold(queued, started(), stage, succeeded)).toMatchObject({
      status: 'succeeded',
      stage: 'apply-edits',
      startedAt: 't1',
      finishedAt: 't3',
      result: RESULT,
    });
  });

  it('follows a job through a retry, and forgets the failure once it runs again', () => {
    expect(fold(queued, started(), retrying)).toMatchObject({
      status: 'retrying',
      failure: FAILURE,
      nextAttemptAt: 'n',
    });
    const again = fold(queued, started(), retrying, started(2));
    expect(again).toMatchObject({ status: 'running', attempt: 2, startedAt: 't1' });
    expect(again).not.toHaveProperty('failure');
  });

  it('takes the start of an unknown job as proof that it was queued', () => {
    expect(fold(started())).toMatchObject({ status: 'running', job: JOB });
  });

  it('accepts that `queued` comes after `started`, and learns from it', () => {
    expect(fold(started(), queued)).toMatchObject({ status: 'running', job: { requestHash: 'h' } });
  });

  it.each([
    ['the same end again', [succeeded]],
    ['another end', [failed]],
    ['a late start', [started(2)]],
    ['a late stage', [stage]],
    ['a late retry', [retrying]],
    ['its beginning again', [queued]],
  ])('lets nothing follow an end: %s', (_what, late) => {
    const end = fold(queued, started(), succeeded);

    expect(fold(queued, started(), succeeded, ...late)).toEqual(end);
  });

  it('shows a job that was handed back as queued', () => {
    expect(fold(queued, started(), { kind: 'requeued', attempt: 1, reason: 'r' })).toMatchObject({ status: 'queued' });
  });

  it('takes from the broker that it gave up a job, also an unknown one, but neither its cost nor a time before its start', () => {
    const givenUp = { ...failed, job: JOB } as JobHappening;
    const usage = { ...NO_USAGE, llmCalls: 3 };
    const spent = fold(queued, started(), { ...retrying, usage }, started(2))!;

    expect(fold(givenUp)).toMatchObject({ status: 'failed', job: JOB, failure: FAILURE, finishedAt: 't0' });
    expect(foldJobEvent(spent, { ...givenUp, jobId: 'j', at: 't0' })).toMatchObject({ finishedAt: 't1', usage });
  });

  it('makes nothing of an end without a beginning', () => {
    expect(fold(succeeded)).toBeUndefined();
  });
});
