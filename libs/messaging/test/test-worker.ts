import { JOB_MODES, type JobMode } from '@ai-coding-agent/contracts';
import {
  ReliableRmqServer,
  Settler,
  type JobDelivery,
  type ReliableRmqOptions,
  type Settlement,
} from '../src/index.js';
import type { TestBroker } from './test-broker.js';

type Handler = (job: { jobId: string }, delivery: JobDelivery) => Promise<Settlement>;

/** A consumer of the queue of a mode, `quickfix` by default, whose handler is the test's. */
export async function startTestWorker(
  broker: Pick<TestBroker, 'url' | 'publisher'>,
  handler: Handler,
  { mode = 'quickfix', ...options }: { mode?: JobMode } & Partial<ReliableRmqOptions> = {},
): Promise<ReliableRmqServer> {
  const server = new ReliableRmqServer(
    {
      ...{ url: broker.url, queue: JOB_MODES[mode].queue, connectionName: 'test worker', prefetch: 1, drainMs: 10_000 },
      ...options,
    },
    new Settler(broker.publisher),
  );
  server.addHandler(JOB_MODES[mode].type, handler as never, true);
  await new Promise<void>((listening) => void server.listen(() => listening()));
  return server;
}
