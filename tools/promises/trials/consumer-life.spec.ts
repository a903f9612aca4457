import { setTimeout as sleep } from 'node:timers/promises';
import { startBroker, type Broker } from '@ai-coding-agent/broker';
import { topology } from '@ai-coding-agent/contracts';
import type { AppProcess } from '@ai-coding-agent/local-system';
import { declareTopology } from '@ai-coding-agent/messaging';
import { waitUntil } from '@ai-coding-agent/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createTrialSystem, type TrialSystem } from '../src/trial-system.js';

const RETRY_DELAYS = [1, 2];
const CONSUMER_TIMEOUT_MS = 4_000;

/** A worker that looks after its consumer whatever happens to it, and starts each job once. */
describe('a worker', () => {
  let broker: Broker;
  let system: TrialSystem;
  let worker: AppProcess;
  beforeAll(async () => {
    // A consumer that keeps a job for more than four seconds loses its channel; looked at every second.
    broker = await startBroker({
      configuration: [`consumer_timeout = ${CONSUMER_TIMEOUT_MS}`],
      advanced: ['{channel_tick_interval, 1000}'],
    });
    // Newer brokers ask the queue as well, which says two hours.
    await setPolicy({ 'consumer-timeout': CONSUMER_TIMEOUT_MS });
  });
  afterAll(() => broker.remove());
  beforeEach(async () => {
    system = await createTrialSystem({ rabbitmqUrl: broker.url, retryDelaysSeconds: RETRY_DELAYS });
    await sleep(3_000); // a young quorum queue does not survive a kill of the broker (RabbitMQ 3.10)
    worker = await system.startWorker();
    await worker.untilReady();
  });
  afterEach(() => system.close());

  const setPolicy = (definition: object) => {
    const { origin, username, password } = new URL(broker.managementUrl);
    return fetch(`${origin}/api/policies/%2F/trial`, {
      method: 'PUT',
      headers: { authorization: `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}` },
      body: JSON.stringify({ pattern: '.*', definition, 'apply-to': 'queues' }),
    });
  };
  const isLive = async () => (await fetch(`${worker.url}/health/live`)).ok;
  const isReady = async () => (await fetch(`${worker.url}/health/ready`)).ok;
  const declareAgain = async () => {
    const model = await waitUntil('the broker is there', () => system.connection.current);
    const channel = await model.createChannel();
    await declareTopology(channel, topology(RETRY_DELAYS));
    await channel.close();
  };

  it.each([
    ['killed', (own: Broker) => own.kill()],
    ['stopped in order', (own: Broker) => own.stop()],
  ])('3. keeps its job when the broker is %s in the middle, and consumes again', async (_how, end) => {
    const job = await system.put({ ms: 20_000, end: 'well' });
    await system.untilEvent(job, 'started');
    const rivals = [await system.startWorker(), await system.startWorker()];
    await Promise.all(rivals.map((rival) => rival.untilReady()));

    await end(broker);
    await waitUntil('it is not ready', async () => !(await isReady()));
    expect(await isLive()).toBe(true);
    await broker.start();

    await system.untilEvent(job, 'succeeded', 60_000);
    const next = await system.put({ ms: 0, end: 'well' }, { issueNumber: 2 });
    await system.untilEvent(next, 'succeeded');
    expect(await system.starts()).toEqual([job.jobId, next.jobId]);
    await waitUntil('it is ready', isReady);
  });

  it('8. starts a job once that takes longer than the broker waits for its acknowledgement', async () => {
    const job = await system.put({ ms: 11_000, end: 'well' });

    await waitUntil('the broker takes its consumer away', () => worker.output.includes('no jobs arrive'));
    await system.untilEvent(job, 'succeeded');

    const next = await system.put({ ms: 0, end: 'well' }, { issueNumber: 2 });
    await system.untilEvent(next, 'succeeded');
    expect(await system.starts()).toEqual([job.jobId, next.jobId]);
    expect(system.eventsOf(job.jobId).filter(({ kind }) => kind === 'succeeded')).toHaveLength(1);
  });

  it('13. starts a job once that holds up its event loop for twenty seconds', async () => {
    const job = await system.put({ ms: 0, end: 'well', blockMs: 20_000 });

    await system.untilEvent(job, 'succeeded', 60_000);

    const next = await system.put({ ms: 0, end: 'well' }, { issueNumber: 2 });
    await system.untilEvent(next, 'succeeded');
    expect(await system.starts()).toEqual([job.jobId, next.jobId]);
  });

  it('7. is not ready while a queue is missing, and consumes again when it is back', async () => {
    const model = await waitUntil('the broker is there', () => system.connection.current);
    const channel = await model.createChannel();
    await channel.deleteQueue('quickfix.jobs');
    await waitUntil('it is not ready', async () => !(await isReady()), 5_000);
    expect(await isLive()).toBe(true);

    await declareAgain();

    await waitUntil('it is ready', isReady);
    const job = await system.put({ ms: 0, end: 'well' });
    await system.untilEvent(job, 'succeeded');
    await channel.deleteQueue('jobs.retry.1s');
    await waitUntil('it is not ready', async () => !(await isReady()));
    await declareAgain();
    await waitUntil('it is ready', isReady);
  });
});
