import { hostname } from 'node:os';
import type { JobEvent, JobHappening, JobResult, QuickfixJob } from '@ai-coding-agent/contracts';
import type { FailureCode, JobFailure } from '@ai-coding-agent/failures';
import { waitUntil } from '@ai-coding-agent/testing';
import {
  BrokerConnection,
  ConfirmingPublisher,
  ControlPublisher,
  ControlReader,
  decodeJobEvent,
  JobEventReader,
  JobEvents,
  JobExecution,
  JobHistory,
  JobLocks,
  type JobDelivery,
  type JobHistoryOptions,
  type JobObserver,
  type JobRun,
} from '../src/index.js';
import { createTestBroker } from './test-broker.js';
import { startTestWorker } from './test-worker.js';

export const USAGE = { llmCalls: 2, promptTokens: 10, completionTokens: 5, costUsd: 0.01 };
export const RESULT = { outcome: 'no_changes', changedFiles: [] } satisfies JobResult;
const SILENT: JobObserver = { started: () => undefined, stageReached: () => undefined, ended: () => undefined };

export type Run = (job: QuickfixJob, run: JobRun) => Promise<JobResult>;

export interface SceneWorkerOptions {
  /** By which way it holds its locks and writes; jobs come to it directly. */
  readonly url?: string;
  readonly timeoutSeconds?: number;
  readonly drainMs?: number;
  readonly prefetch?: number;
  readonly history?: JobHistoryOptions;
  /** Happens while people are told of a failure. */
  readonly whileTelling?: () => Promise<unknown>;
  /** Filled with what people were told. */
  readonly reported?: (FailureCode | `cancelled by ${string}`)[];
}

/** Workers as an app has them, whose jobs do what the test says, and what the event stream says about it. */
export async function createExecutionScene() {
  const broker = await createTestBroker();
  const events: JobEvent[] = [];
  const closing: (() => Promise<void>)[] = [];
  const reader = new JobEventReader(broker.connection, ({ message }) => {
    const event = decodeJobEvent(message.content);
    if (event) events.push(event.data);
  });

  async function startWorker(run: Run, options: SceneWorkerOptions = {}) {
    const { timeoutSeconds = 60, reported = [], drainMs = 10_000, prefetch = 1 } = options;
    const connection = new BrokerConnection({ url: options.url ?? broker.url, name: 'worker' });
    await connection.open();
    await waitUntil('the worker is connected', () => connection.current);
    const publisher = new ConfirmingPublisher(connection);
    const control = new ControlReader(connection, publisher);
    const history = new JobHistory(connection, publisher, options.history);
    const execution = new JobExecution({
      events: new JobEvents(publisher, `/test/${hostname()}`),
      history,
      control,
      locks: new JobLocks(connection),
      retryPolicy: { maxAttempts: 2, delaysSeconds: [1] },
      observer: SILENT,
    });
    const work = {
      branch: (job: QuickfixJob) => `branch-${job.issueNumber}`,
      timeoutSeconds: () => timeoutSeconds,
      run,
      reportFailure: async (_job: QuickfixJob, failure: JobFailure) => {
        reported.push(failure.code);
        await options.whileTelling?.();
      },
      reportCancelled: async (_job: QuickfixJob, by: string) => void reported.push(`cancelled by ${by}`),
    };
    const handle = (job: unknown, delivery: JobDelivery) => execution.execute(job as QuickfixJob, delivery, work);
    const server = await startTestWorker(broker, handle, { drainMs, prefetch });
    closing.push(async () => {
      await server.close();
      await Promise.all([control.close(), history.close()]);
      await connection.close();
    });
    return { server, history, control };
  }

  const of = (job: { jobId: string }) => events.filter(({ jobId }) => jobId === job.jobId);
  return {
    broker,
    events,
    startWorker,
    chronicle: new JobEvents(broker.publisher, '/test'),
    orders: new ControlPublisher(broker.publisher),
    kindsOf: (job: { jobId: string }) => of(job).map(({ kind }) => kind),
    eventOf: <K extends JobHappening['kind']>(job: { jobId: string }, kind: K) =>
      of(job).find((event) => event.kind === kind) as unknown as Extract<JobHappening, { kind: K }>,
    untilEvent: (job: { jobId: string }, kind: JobHappening['kind']) =>
      waitUntil(`the job is ${kind}`, () => of(job).find((event) => event.kind === kind)),
    untilIdle: () =>
      waitUntil('the queues are empty', async () => {
        const queues = ['quickfix.jobs', 'jobs.retry.busy', 'jobs.retry.1s', 'jobs.retry.2s'];
        const counts = await Promise.all(queues.map((queue) => broker.counts(queue)));
        return counts.every(({ ready, unacknowledged }) => ready === 0 && unacknowledged === 0);
      }),
    close: async () => {
      for (const close of closing.splice(0)) await close();
      await reader.close();
      await broker.close();
    },
  };
}

export type ExecutionScene = Awaited<ReturnType<typeof createExecutionScene>>;
