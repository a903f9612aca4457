import { NO_USAGE, type JobEvent, type RefineJob } from '@ai-coding-agent/contracts';
import { JobFailure } from '@ai-coding-agent/failures';
import { refineJob, waitUntil } from '@ai-coding-agent/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  BrokerConnection,
  ConfirmingPublisher,
  ControlReader,
  decodeJobEvent,
  JobEventReader,
  JobEvents,
  JobExecution,
  JobHistory,
  JobLocks,
  JobPublisher,
  queuedJob,
  type JobRun,
} from '../src/index.js';
import { createTestBroker, type TestBroker } from './test-broker.js';
import { startTestWorker } from './test-worker.js';

const RESULT = { outcome: 'pull_request_updated', commitSha: 'abc', changedFiles: ['a'] } as const;
type Run = (job: RefineJob, run: JobRun<RefineJob>) => Promise<typeof RESULT>;

describe('jobs that wait for the same branch', () => {
  let broker: TestBroker;
  let jobEvents: JobEvents;
  let events: JobEvent[];
  let runs: string[];
  let release: () => void;
  const closing: (() => Promise<void>)[] = [];

  beforeEach(async () => {
    broker = await createTestBroker();
    jobEvents = new JobEvents(broker.publisher, '/test');
    events = [];
    runs = [];
    const reader = new JobEventReader(broker.connection, ({ message }) => {
      const event = decodeJobEvent(message.content);
      if (event) events.push(event.data);
    });
    closing.push(() => reader.close());
  });
  afterEach(async () => {
    for (const close of closing.splice(0)) await close();
    await broker.close();
  });

  const kindsOf = ({ jobId }: RefineJob) => events.filter((event) => event.jobId === jobId).map(({ kind }) => kind);
  const enqueue = async (job: RefineJob) => {
    await new JobPublisher(broker.publisher, jobEvents, 'test').publish(job, queuedJob(job));
    return job;
  };
  const untilEnded = (...jobs: RefineJob[]) =>
    waitUntil('the jobs ended', () => jobs.every((job) => /succeeded|failed/.test(kindsOf(job).join())));
  const untilIdle = () =>
    waitUntil('the queues are empty', async () => {
      const counts = await Promise.all(['refine.jobs', 'jobs.retry.busy', 'jobs.retry.1s'].map(broker.counts));
      return counts.every(({ ready, unacknowledged }) => ready === 0 && unacknowledged === 0);
    });

  async function startWorker(run: Run): Promise<void> {
    const connection = new BrokerConnection({ url: broker.url, name: 'worker' });
    await connection.open();
    await waitUntil('the worker is connected', () => connection.current);
    const publisher = new ConfirmingPublisher(connection);
    const control = new ControlReader(connection, publisher);
    const history = new JobHistory(connection, publisher);
    const execution = new JobExecution({
      history,
      control,
      events: new JobEvents(publisher, '/test'),
      locks: new JobLocks(connection),
      retryPolicy: { maxAttempts: 2, delaysSeconds: [1] },
      observer: { started: () => undefined, stageReached: () => undefined, ended: () => undefined },
    });
    const work = {
      branch: (job: RefineJob) => `pull/${job.pullRequestNumber}`,
      timeoutSeconds: () => 60,
      mayJoin: (job: RefineJob, other: RefineJob) => other.pullRequestNumber === job.pullRequestNumber,
      run: (job: RefineJob, attempt: JobRun<RefineJob>) => {
        runs.push(job.instructions);
        return run(job, attempt);
      },
      reportFailure: async () => undefined,
      reportCancelled: async () => undefined,
    };
    const server = await startTestWorker(
      broker,
      (job, delivery) => execution.execute(job as RefineJob, delivery, work),
      { mode: 'refine' },
    );
    closing.unshift(async () => {
      await server.close();
      await Promise.all([control.close(), history.close()]);
      await connection.close();
    });
  }

  /** Lets the first job wait until the others are on the queue. */
  const first =
    (next: Run): Run =>
    (job, run) =>
      job.instructions === 'first' ? new Promise((done) => (release = () => done(RESULT))) : next(job, run);

  async function enqueueWhileFirstRuns(...others: RefineJob[]): Promise<RefineJob> {
    const job = await enqueue(refineJob({ instructions: 'first' }));
    await waitUntil('the first runs', () => runs.length === 1);
    for (const other of others) await enqueue(other);
    release();
    return job;
  }

  it('are taken along by the next one, each with an end of its own, and not done again', async () => {
    const seen: string[][] = [];
    await startWorker(
      first(async (_job, run) => {
        const [good, bad] = await run.companions.waiting();
        seen.push([good!.instructions, bad!.instructions]);
        await run.companions.succeeded(good!, RESULT);
        await run.companions.failed(bad!, new JobFailure('not-permitted'));
        return RESULT;
      }),
    );
    const [lead, good, bad] = ['lead', 'good', 'bad'].map((instructions) => refineJob({ instructions }));
    const jobs = [lead!, good!, bad!];

    await enqueueWhileFirstRuns(...jobs);
    await untilEnded(...jobs);
    await untilIdle();

    expect(seen).toEqual([['good', 'bad']]);
    expect(runs).toEqual(['first', 'lead']);
    expect(kindsOf(good!).slice(0, 3)).toEqual(['queued', 'started', 'succeeded']);
    expect(kindsOf(bad!).slice(0, 3)).toEqual(['queued', 'started', 'failed']);
    expect(events.find(({ jobId, kind }) => jobId === good!.jobId && kind === 'succeeded')).toMatchObject({
      result: RESULT,
      usage: NO_USAGE,
    });
    expect(events.filter(({ jobId, kind }) => jobId === good!.jobId && kind === 'succeeded')).toHaveLength(1);
  });

  it('run on their own when the run that could have taken them along fails', async () => {
    await startWorker(
      first(async (job, run) => {
        if ((await run.companions.waiting()).length > 0) throw new JobFailure('protected-path');
        return RESULT;
      }),
    );
    const [lead, other] = ['lead', 'other'].map((instructions) => refineJob({ instructions }));

    await enqueueWhileFirstRuns(lead!, other!);
    await untilEnded(lead!, other!);

    expect(kindsOf(lead!)).toContain('failed');
    expect(kindsOf(other!)).toEqual(['queued', 'started', 'succeeded']);
    expect(runs).toEqual(['first', 'lead', 'other']);
  });

  it('are not taken along when they are about something else, over, or at another attempt', async () => {
    const seen: string[] = [];
    await startWorker(
      first(async (job, run) => {
        if (job.instructions === 'lead')
          seen.push(...(await run.companions.waiting()).map((other) => other.instructions));
        return RESULT;
      }),
    );
    const over = refineJob({ instructions: 'over' });
    const retrying = refineJob({ instructions: 'retrying' });
    for (const { jobId, ...job } of [over, retrying]) {
      await jobEvents.publish(jobId, { kind: 'queued', job, message: { ...job, jobId } });
      await jobEvents.publish(jobId, { kind: 'started', attempt: 1, job });
    }
    const noMessage = refineJob({ instructions: 'no message' });
    await jobEvents.publish(noMessage.jobId, { kind: 'queued', job: queuedJob(noMessage) });
    const forged = { ...refineJob(), instructions: '' };
    await jobEvents.publish(forged.jobId, { kind: 'queued', job: queuedJob(forged), message: forged });
    const others = [refineJob({ pullRequestNumber: 8 }), refineJob({ instructions: 'joins' })];
    const lead = refineJob({ instructions: 'lead' });

    await enqueueWhileFirstRuns(lead, ...others);
    await untilEnded(lead, ...others);

    expect(seen).toEqual(['joins']);
  });
});
