import { type JobHappening, type RefineJob } from '@ai-coding-agent/contracts';
import { quickfixJob, waitUntil } from '@ai-coding-agent/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { foldPast, JobEvents, JobHistory, NO_PAST, type JobHistoryOptions } from '../src/index.js';
import { createTestBroker, type TestBroker } from './test-broker.js';

const USAGE = { llmCalls: 1, promptTokens: 1, completionTokens: 1, costUsd: 0.5 };
const SUCCEEDED = {
  kind: 'succeeded',
  attempt: 1,
  result: { outcome: 'no_changes', changedFiles: [] },
  usage: USAGE,
} as const;
const FOREVER = new AbortController().signal;

describe('JobHistory', () => {
  let broker: TestBroker;
  let events: JobEvents;
  let history: JobHistory;
  beforeEach(async () => {
    broker = await createTestBroker();
    events = new JobEvents(broker.publisher, '/test');
  });
  afterEach(async () => {
    await history.close();
    await broker.close();
  });
  const open = (options?: JobHistoryOptions) =>
    (history = new JobHistory(broker.connection, broker.publisher, options));

  it('knows what happened before its own start and everything since', async () => {
    const [before, after, never] = [quickfixJob(), quickfixJob(), quickfixJob()];
    await events.publish(before.jobId, SUCCEEDED);
    open();
    await events.publish(after.jobId, SUCCEEDED);

    const pasts = await Promise.all([before, after, never].map((job) => history.of(job, FOREVER)));

    expect(pasts.map(({ ended }) => ended)).toEqual(['succeeded', 'succeeded', undefined]);
  });

  it('stays within its bounds and still knows what it forgot', async () => {
    open({ maxJobs: 10 });
    const jobs = Array.from({ length: 50 }, () => quickfixJob());
    for (const job of jobs) await events.publish(job.jobId, SUCCEEDED);
    await history.of(jobs.at(-1) ?? quickfixJob(), FOREVER);

    const pasts = await Promise.all(jobs.map((job) => history.of(job, FOREVER)));

    expect(pasts.map(({ ended }) => ended)).toEqual(jobs.map(() => 'succeeded'));
    expect(history.size).toBe(10);
  });

  it('goes on with a stream that was deleted and made anew', async () => {
    open();
    for (let i = 0; i < 20; i += 1) await events.publish(quickfixJob().jobId, SUCCEEDED);
    await history.of(quickfixJob(), FOREVER);
    await broker.admin.deleteQueue('job.events');
    await broker.admin.assertQueue('job.events', { durable: true, arguments: { 'x-queue-type': 'stream' } });
    await broker.admin.bindQueue('job.events', 'job.events', '#');
    const job = quickfixJob();
    await events.publish(job.jobId, SUCCEEDED);

    expect(await history.of(job, FOREVER)).toMatchObject({ ended: 'succeeded' });
  });

  it('stops waiting when the worker leaves', async () => {
    open();
    const leaving = new AbortController();

    const asking = history.of(quickfixJob(), leaving.signal, 'an event that never comes');
    leaving.abort(new Error('leaving'));

    await expect(asking).rejects.toThrow('leaving');
  });

  it('knows which refines of a pull request nobody has started', async () => {
    const refine = (wishes: Partial<RefineJob> = {}): RefineJob => {
      const { issueNumber: _, ...base } = quickfixJob();
      return { ...base, mode: 'refine', pullRequestNumber: 7, instructions: 'x', ...wishes };
    };
    open();
    const [mine, waiting, started, elsewhere] = [refine(), refine(), refine(), refine({ pullRequestNumber: 8 })];
    const queued = (job: RefineJob): JobHappening => {
      const { repository, requestedAt } = job;
      return { kind: 'queued', job: { mode: 'refine', repository, requestedAt }, message: job };
    };
    for (const job of [mine, waiting, started, elsewhere]) await events.publish(job.jobId, queued(job));
    const { repository, requestedAt } = started;
    await events.publish(started.jobId, {
      kind: 'started',
      attempt: 1,
      job: { mode: 'refine', repository, requestedAt },
    });
    await history.of(mine, FOREVER);

    expect(history.waitingLike(mine)).toEqual([waiting]);
    await events.publish(waiting.jobId, SUCCEEDED);
    await waitUntil('it waits no longer', () => history.waitingLike(mine).length === 0);
  });
});

describe('foldPast', () => {
  const past = (...happenings: JobHappening[]) =>
    happenings.map((happening) => ({ ...happening, jobId: 'x', at: '' })).reduce(foldPast, NO_PAST);
  const job = { mode: 'quickfix', repository: 'a/b', requestedAt: '' } as const;
  const started = (attempt: number): JobHappening => ({ kind: 'started', attempt, job });
  const failure = { code: 'x', stage: null, message: '', retryable: true };

  it('counts the starts that came to nothing, for each attempt anew', () => {
    expect(past(started(1), started(1)).unfinishedStarts).toBe(2);
    expect(past(started(1), { kind: 'requeued', attempt: 1, reason: '' }, started(1)).unfinishedStarts).toBe(1);
    expect(past(started(1), started(1), started(2))).toMatchObject({ attempt: 2, unfinishedStarts: 1 });
    const retrying = { kind: 'retrying', attempt: 1, failure, nextAttemptAt: '', usage: USAGE } as const;
    expect(past(started(1), started(1), retrying, started(1)).unfinishedStarts).toBe(1);
  });

  it('lets nothing follow an end', () => {
    expect(past(SUCCEEDED, { kind: 'failed', attempt: 1, failure, usage: USAGE })).toMatchObject({
      ended: 'succeeded',
    });
  });
});
