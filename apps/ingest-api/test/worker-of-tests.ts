import { JOB_MODES, type Job, type JobResult } from '@ai-coding-agent/contracts';
import {
  BrokerConnection,
  ConfirmingPublisher,
  ControlReader,
  JobEvents,
  JobExecution,
  JobHistory,
  JobLocks,
  ReliableRmqServer,
  Settler,
  type JobRun,
} from '@ai-coding-agent/messaging';

export interface TestWorkerOptions {
  readonly url: string;
  readonly run: (job: Job, run: JobRun) => Promise<JobResult>;
  /** Hears what people would be told about a cancelled job. */
  readonly cancelled?: (jobId: string, by: string, costUsd: number) => void;
}

/** A worker as the apps have it, whose jobs do what the test says. */
export async function startWorkerOfTests({ url, run, cancelled = () => undefined }: TestWorkerOptions) {
  const connection = new BrokerConnection({ url, name: 'worker of tests' });
  await connection.open();
  const publisher = new ConfirmingPublisher(connection);
  const control = new ControlReader(connection, publisher);
  const history = new JobHistory(connection, publisher);
  const execution = new JobExecution({
    history,
    control,
    events: new JobEvents(publisher, '/worker-of-tests'),
    locks: new JobLocks(connection),
    retryPolicy: { maxAttempts: 2, delaysSeconds: [3] },
    observer: { started: () => undefined, stageReached: () => undefined, ended: () => undefined },
  });
  const work = {
    branch: ({ jobId }: Job) => `branch-of-${jobId}`,
    timeoutSeconds: () => 60,
    run,
    reportFailure: async () => undefined,
    reportCancelled: async ({ jobId }: Job, by: string, _run: unknown, { costUsd }: { costUsd: number }) =>
      cancelled(jobId, by, costUsd),
  };
  const { queue, type } = JOB_MODES.quickfix;
  const server = new ReliableRmqServer(
    { url, queue, connectionName: 'consumer of tests', prefetch: 20, drainMs: 10_000 },
    new Settler(publisher),
  );
  server.addHandler(type, ((job: Job, delivery: never) => execution.execute(job, delivery, work)) as never, true);
  await new Promise<void>((listening) => void server.listen(() => listening()));
  return {
    close: async () => {
      await server.close();
      await Promise.all([control.close(), history.close(), publisher.close()]);
      await connection.close();
    },
  };
}
