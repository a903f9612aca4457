import { hostname } from 'node:os';
import type { JobEvent, JobHappening, QuickfixJob } from '@ai-coding-agent/contracts';
import { JobFailure, type FailureCode } from '@ai-coding-agent/failures';
import { quickfixJob, waitUntil } from '@ai-coding-agent/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  BrokerConnection,
  decodeJobEvent,
  JobEventReader,
  JobEvents,
  JobExecution,
  JobLocks,
  type JobObserver,
  type JobRun,
  type ReliableRmqServer,
} from '../src/index.js';
import { createTestBroker, type TestBroker } from './test-broker.js';
import { startTestWorker } from './test-worker.js';

const USAGE = { llmCalls: 2, promptTokens: 10, completionTokens: 5, costUsd: 0.01 };
const RESULT = { outcome: 'no_changes', changedFiles: [] } as const;
const SILENT: JobObserver = { started: () => undefined, stageReached: () => undefined, ended: () => undefined };

describe('JobExecution', () => {
  let broker: TestBroker;
  let events: JobEvent[];
  let reader: JobEventReader;
  const closing: (() => Promise<void>)[] = [];

  beforeEach(async () => {
    broker = await createTestBroker();
    events = [];
    reader = new JobEventReader(broker.connection, ({ message }) => {
      const event = decodeJobEvent(message.content);
      if (event) events.push(event.data);
    });
  });
  afterEach(async () => {
    for (const close of closing.splice(0)) await close();
    await reader.close();
    await broker.close();
  });

  const kindsOf = (job: QuickfixJob) => events.filter(({ jobId }) => jobId === job.jobId).map(({ kind }) => kind);
  const eventOf = <K extends JobHappening['kind']>(job: QuickfixJob, kind: K) =>
    events.find((event) => event.jobId === job.jobId && event.kind === kind) as unknown as Extract<
      JobHappening,
      { kind: K }
    >;

  /** A worker as an app has it, whose jobs do what the test says. */
  async function startWorker(
    run: (job: QuickfixJob, run: JobRun) => Promise<typeof RESULT>,
    { timeoutSeconds = 60, reported = [] as FailureCode[], drainMs = 10_000 } = {},
  ): Promise<ReliableRmqServer> {
    const connection = new BrokerConnection({ url: broker.url, name: 'worker' });
    await connection.open();
    await waitUntil('the worker is connected', () => connection.current);
    const execution = new JobExecution({
      connection,
      events: new JobEvents(broker.publisher, `/test/${hostname()}`),
      locks: new JobLocks(connection),
      retryPolicy: { maxAttempts: 2, delaysSeconds: [1] },
      observer: SILENT,
    });
    const work = {
      branch: (job: QuickfixJob) => `branch-${job.issueNumber}`,
      timeoutSeconds: () => timeoutSeconds,
      run,
      reportFailure: async (_job: QuickfixJob, failure: JobFailure) => void reported.push(failure.code),
    };
    const handle = (job: unknown, delivery: Parameters<typeof execution.execute>[1]) =>
      execution.execute(job as QuickfixJob, delivery, work);
    const server = await startTestWorker(broker, handle, { drainMs });
    closing.push(async () => {
      await server.close();
      await connection.close();
    });
    return server;
  }
  const untilIdle = () =>
    waitUntil('the queues are empty', async () => {
      const queues = ['quickfix.jobs', 'jobs.retry.busy', 'jobs.retry.1s', 'jobs.retry.2s'];
      const counts = await Promise.all(queues.map((queue) => broker.counts(queue)));
      return counts.every(({ ready, unacknowledged }) => ready === 0 && unacknowledged === 0);
    });

  it('writes down everything that happens to a job', async () => {
    await startWorker(async (_job, run) => {
      run.stageReached('read-issue');
      run.usage(USAGE);
      return RESULT;
    });
    const job = quickfixJob();

    await broker.publish(job);

    await waitUntil('the job succeeded', () => kindsOf(job).includes('succeeded'));
    expect(kindsOf(job)).toEqual(['started', 'stage', 'succeeded']);
    expect(eventOf(job, 'succeeded')).toMatchObject({ attempt: 1, result: RESULT, usage: USAGE });
    await untilIdle();
  });

  it('does a job once that is delivered twice, one after the other', async () => {
    let runs = 0;
    await startWorker(async () => ((runs += 1), RESULT));
    const job = quickfixJob();

    await broker.publish(job);
    await waitUntil('the job succeeded', () => kindsOf(job).includes('succeeded'));
    await broker.publish(job);
    await waitUntil('it was looked at again', () => kindsOf(job).filter((kind) => kind === 'started').length === 2);
    await untilIdle();

    expect(runs).toBe(1);
    expect(kindsOf(job).filter((kind) => kind === 'succeeded')).toHaveLength(1);
  });

  it('does a job once that is delivered to two workers at once', async () => {
    let runs = 0;
    const run = async () => {
      runs += 1;
      await new Promise((wake) => setTimeout(wake, 1_000));
      return RESULT;
    };
    await startWorker(run);
    await startWorker(run);
    const job = quickfixJob();

    await Promise.all([broker.publish(job), broker.publish(job)]);
    await waitUntil('the job succeeded', () => kindsOf(job).includes('succeeded'));
    await untilIdle();

    expect(runs).toBe(1);
    expect(kindsOf(job).filter((kind) => kind === 'succeeded')).toHaveLength(1);
  });

  it('never does two jobs on one branch at the same time, and loses neither', async () => {
    let running = 0;
    let most = 0;
    const run = async () => {
      most = Math.max(most, (running += 1));
      await new Promise((wake) => setTimeout(wake, 700));
      running -= 1;
      return RESULT;
    };
    await startWorker(run);
    await startWorker(run);
    const jobs = [quickfixJob(), quickfixJob()];

    await Promise.all(jobs.map((job) => broker.publish(job)));
    for (const job of jobs) await waitUntil('the job succeeded', () => kindsOf(job).includes('succeeded'));

    expect(most).toBe(1);
    expect(jobs.map((job) => eventOf(job, 'succeeded')).map(({ attempt }) => attempt)).toEqual([1, 1]);
  });

  it('tries a transient failure again, says when, and gives up after the last attempt', async () => {
    const reported: FailureCode[] = [];
    await startWorker(
      async (_job, run) => {
        run.usage(USAGE);
        throw new JobFailure('model-unavailable', { detail: 'status 503' });
      },
      { reported },
    );
    const job = quickfixJob();

    await broker.publish(job);

    const dead = await waitUntil('it is among the dead letters', () => broker.take('jobs.dead'));
    await waitUntil('it failed', () => kindsOf(job).includes('failed'));
    expect(kindsOf(job)).toEqual(['started', 'retrying', 'started', 'failed']);
    expect(eventOf(job, 'retrying')).toMatchObject({
      attempt: 1,
      failure: { code: 'model-unavailable', retryable: true },
    });
    expect(eventOf(job, 'failed')).toMatchObject({ attempt: 2, usage: USAGE });
    expect(dead.properties.messageId).toBe(job.jobId);
    expect(dead.properties.headers?.['x-failure-reason']).toMatch(/^out of attempts: model-unavailable: .*status 503/);
    expect(reported).toEqual(['model-unavailable', 'model-unavailable']);
    await untilIdle();
  });

  it('moves what an operator can mend to the dead letters at once', async () => {
    await startWorker(async () => {
      throw new JobFailure('git-auth');
    });
    const job = quickfixJob();

    await broker.publish(job);

    const dead = await waitUntil('it is among the dead letters', () => broker.take('jobs.dead'));
    expect(dead.properties.headers?.['x-failure-reason']).toContain('git-auth');
    await waitUntil('it failed', () => kindsOf(job).includes('failed'));
    expect(kindsOf(job)).toEqual(['started', 'failed']);
  });

  it('ends what was decided without a dead letter', async () => {
    await startWorker(async () => {
      throw new JobFailure('branch-has-other-commits');
    });
    const job = quickfixJob();

    await broker.publish(job);
    await waitUntil('it failed', () => kindsOf(job).includes('failed'));
    await untilIdle();

    expect(await broker.take('jobs.dead')).toBeUndefined();
  });

  it('takes what it does not know for a bug, and hides it', async () => {
    await startWorker(async () => {
      throw new TypeError('password is hunter2');
    });
    const job = quickfixJob();

    await broker.publish(job);

    await waitUntil('it failed', () => kindsOf(job).includes('failed'));
    expect(eventOf(job, 'failed').failure).toMatchObject({ code: 'internal-error', retryable: false });
    expect(JSON.stringify(events)).not.toContain('hunter2');
    await waitUntil('it is among the dead letters', () => broker.take('jobs.dead'));
  });

  it('stops a job at its time limit', async () => {
    await startWorker(
      (_job, { signal }) =>
        new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(new Error('stopped')))),
      { timeoutSeconds: 0.2 },
    );
    const job = quickfixJob();

    await broker.publish(job);

    await waitUntil('it failed', () => kindsOf(job).includes('failed'));
    expect(eventOf(job, 'failed').failure.code).toBe('timed-out');
  });

  it('hands a running job back when its worker leaves, and another worker does it', async () => {
    let runs = 0;
    const run = (_job: QuickfixJob, { signal }: JobRun): Promise<typeof RESULT> => {
      runs += 1;
      if (runs > 1) return Promise.resolve(RESULT);
      return new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(new Error('stopped'))));
    };
    const leaving = await startWorker(run, { drainMs: 100 });
    const job = quickfixJob();
    await broker.publish(job);
    await waitUntil('the job runs', () => runs === 1);

    await leaving.close();
    await startWorker(run);

    await waitUntil('the job succeeded', () => kindsOf(job).includes('succeeded'));
    expect(eventOf(job, 'succeeded').attempt).toBe(1);
    expect(kindsOf(job)).toContain('requeued');
  });
});
