import { ReliableRmqServer, Settler, type JobDelivery, type Settlement } from '../src/index.js';
import type { TestBroker } from './test-broker.js';

type Handler = (job: { jobId: string }, delivery: JobDelivery) => Promise<Settlement>;

/** A consumer of `quickfix.jobs` whose handler is the test's. */
export async function startTestWorker(
  broker: Pick<TestBroker, 'url' | 'publisher'>,
  handler: Handler,
  options: { prefetch?: number; drainMs?: number; abortMs?: number } = {},
): Promise<ReliableRmqServer> {
  const server = new ReliableRmqServer(
    { url: broker.url, queue: 'quickfix.jobs', connectionName: 'test', prefetch: 1, drainMs: 10_000, ...options },
    new Settler(broker.publisher),
  );
  server.addHandler('job.quickfix.v1', handler as never, true);
  await new Promise<void>((listening) => void server.listen(() => listening()));
  return server;
}
