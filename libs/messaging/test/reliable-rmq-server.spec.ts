import { setTimeout as sleep } from 'node:timers/promises';
import { topology } from '@ai-coding-agent/contracts';
import { quickfixJob, waitUntil } from '@ai-coding-agent/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { declareTopology, type ReliableRmqServer, type Settlement } from '../src/index.js';
import { createTestBroker, RETRY_DELAYS, type TestBroker } from './test-broker.js';
import { startTestWorker } from './test-worker.js';

const ACK: Settlement = { kind: 'ack' };

describe('ReliableRmqServer', () => {
  let broker: TestBroker;
  let worker: ReliableRmqServer | undefined;
  beforeEach(async () => void (broker = await createTestBroker()));
  afterEach(async () => {
    await worker?.close();
    await broker.close();
  });
  const isEmpty = async () => {
    const { ready, unacknowledged } = await broker.counts('quickfix.jobs');
    return ready === 0 && unacknowledged === 0;
  };
  const connectionNamed = async (wanted: string) => {
    type Listed = { name: string; client_properties: { connection_name?: string } };
    const all = await broker.management<Listed[]>('GET', 'vhosts/{vhost}/connections');
    return all?.find(({ client_properties }) => client_properties.connection_name === wanted)?.name;
  };

  it('gives a job to its handler and acknowledges it', async () => {
    const seen: string[] = [];
    worker = await startTestWorker(broker, async (job) => (seen.push(job.jobId), ACK));
    const job = quickfixJob();

    await broker.publish(job);

    await waitUntil('the job was handled', () => seen.includes(job.jobId));
    await waitUntil('the queue is empty', isEmpty);
  });

  it.each([
    ['a body that is no JSON', '{"broken', 'job.quickfix.v1', 'not JSON'],
    ['an empty body', '', 'job.quickfix.v1', 'not JSON'],
    ['null', 'null', 'job.quickfix.v1', 'not a JSON object'],
    ['a job without its fields', '{}', 'job.quickfix.v1', 'repository'],
    ['an unknown type', JSON.stringify(quickfixJob()), 'job.unheard-of.v1', 'unknown message type'],
    ['a type without a handler', JSON.stringify(quickfixJob()), 'job.refine.v1', 'mode'],
    ['an id that is not the one of its message', JSON.stringify(quickfixJob()), 'job.quickfix.v1', 'messageId'],
  ])('moves %s to the dead letters once, with the reason, and goes on', async (_what, body, type, reason) => {
    const seen: string[] = [];
    worker = await startTestWorker(broker, async (job) => (seen.push(job.jobId), ACK));
    const next = quickfixJob();

    await broker.publishRaw(body, type);
    await broker.publish(next);

    await waitUntil('the next job was handled', () => seen.includes(next.jobId));
    const dead = await waitUntil('it is among the dead letters', () => broker.take('jobs.dead'));
    expect(dead.content.toString()).toBe(body);
    expect(dead.properties.headers?.['x-failure-reason']).toContain(reason);
    expect(await broker.take('jobs.dead')).toBeUndefined();
    expect(seen).toEqual([next.jobId]);
  });

  it('moves a job whose handler throws to the dead letters and goes on', async () => {
    const seen: string[] = [];
    const bad = quickfixJob();
    const good = quickfixJob();
    worker = await startTestWorker(broker, async ({ jobId }) => {
      if (jobId === bad.jobId) throw new TypeError('a bug');
      seen.push(jobId);
      return ACK;
    });

    await broker.publish(bad);
    await broker.publish(good);

    await waitUntil('the good job was handled', () => seen.includes(good.jobId));
    const dead = await waitUntil('the bad job is among the dead letters', () => broker.take('jobs.dead'));
    expect(dead.properties.messageId).toBe(bad.jobId);
    expect(dead.properties.headers?.['x-failure-reason']).toContain('a bug');
  });

  it('tries again after the delay, with the next attempt and the same routing key', async () => {
    const attempts: number[] = [];
    const keys: string[] = [];
    worker = await startTestWorker(broker, async (_job, delivery) => {
      attempts.push(delivery.attempt);
      keys.push(String((delivery.getMessage() as { fields: { routingKey: string } }).fields.routingKey));
      if (delivery.attempt === 3) return ACK;
      const delaySeconds = RETRY_DELAYS[delivery.attempt - 1] ?? 1;
      return { kind: 'retry', delaySeconds, attempt: delivery.attempt + 1, reason: 'flaky' };
    });

    await broker.publish(quickfixJob());

    await waitUntil('the third attempt was made', () => attempts.length === 3);
    expect(attempts).toEqual([1, 2, 3]);
    expect(new Set(keys)).toEqual(new Set(['job.quickfix.acme.shop']));
    await waitUntil('the queue is empty', isEmpty);
  });

  it('keeps a job unacknowledged while its retry queue is missing, and moves it once the queue is back', async () => {
    await broker.admin.deleteQueue('jobs.retry.1s');
    const attempts: number[] = [];
    worker = await startTestWorker(broker, async (_job, { attempt }) => {
      attempts.push(attempt);
      return attempt > 1 ? ACK : { kind: 'retry', delaySeconds: 1, attempt: 2, reason: 'flaky' };
    });

    await broker.publish(quickfixJob());
    await waitUntil('the first attempt was made', () => attempts.length === 1);
    await sleep(1_500);
    await waitUntil('it is unacknowledged', async () => (await broker.counts('quickfix.jobs')).unacknowledged === 1);
    await declareTopology(broker.admin, topology(RETRY_DELAYS));

    await waitUntil('the second attempt was made', () => attempts.length === 2);
    expect(attempts).toEqual([1, 2]);
    await waitUntil('the queue is empty', isEmpty);
  });

  it('comes back after its queue was deleted and made anew', async () => {
    const seen: string[] = [];
    worker = await startTestWorker(broker, async (job) => (seen.push(job.jobId), ACK));

    await broker.admin.deleteQueue('quickfix.jobs');
    const server = worker;
    await waitUntil('the worker notices', () => !server.isConsuming);
    await declareTopology(broker.admin, topology(RETRY_DELAYS));
    const job = quickfixJob();
    await broker.publish(job);

    await waitUntil('the job was handled', () => seen.includes(job.jobId));
  });

  it('starts a job once when its connection is cut in the middle, and acknowledges it afterwards', async () => {
    let starts = 0;
    let cuts = 0;
    let finish: (settlement: Settlement) => void = () => undefined;
    const handler = () => {
      starts += 1;
      return new Promise<Settlement>((resolve) => (finish = resolve));
    };
    worker = await startTestWorker(broker, handler, { onLost: () => (cuts += 1) });
    await broker.publish(quickfixJob());
    await waitUntil('the job runs', () => starts === 1);

    // The broker lists a connection only some time after it was opened.
    const name = await waitUntil('the broker lists its connection', () => connectionNamed('test worker'));
    await broker.management('DELETE', `connections/${encodeURIComponent(name)}`);
    await waitUntil('the connection is cut', () => cuts === 1);
    const server = worker;
    await waitUntil('the worker consumes again', () => server.isConsuming);
    finish(ACK);

    await waitUntil('the queue is empty', isEmpty);
    expect([starts, cuts]).toEqual([1, 1]);
  });

  it('acknowledges the running job also when its connection is cut while it shuts down', async () => {
    let starts = 0;
    let finish: (settlement: Settlement) => void = () => undefined;
    const handler = () => {
      starts += 1;
      return new Promise<Settlement>((resolve) => (finish = resolve));
    };
    worker = await startTestWorker(broker, handler);
    await broker.publish(quickfixJob());
    await waitUntil('the job runs', () => starts === 1);
    const listed = () => waitUntil('the broker lists its connection', () => connectionNamed('test worker'));
    const name = await listed();

    const closing = worker.close();
    await broker.management('DELETE', `connections/${encodeURIComponent(name)}`);
    await waitUntil('there is another one', async () => (await listed()) !== name);
    finish(ACK);
    await closing;

    expect(await broker.take('quickfix.jobs')).toBeUndefined();
    expect(starts).toBe(1);
  });

  it('finishes the running job on close and leaves the next one alone', async () => {
    const seen: string[] = [];
    let finish: (settlement: Settlement) => void = () => undefined;
    worker = await startTestWorker(broker, (job) => {
      seen.push(job.jobId);
      return new Promise((resolve) => (finish = resolve));
    });
    const [first, second] = [quickfixJob(), quickfixJob()];
    await broker.publish(first);
    await broker.publish(second);
    await waitUntil('the first job runs', () => seen.length === 1);

    const closing = worker.close();
    await sleep(300);
    finish(ACK);
    await closing;

    expect(seen).toEqual([first.jobId]);
    const left = await waitUntil('the second job waits', () => broker.take('quickfix.jobs'));
    expect(left.properties.messageId).toBe(second.jobId);
    expect(await broker.take('quickfix.jobs')).toBeUndefined();
  });

  it('hands a job back when it takes longer than the drain', async () => {
    let aborted = false;
    worker = await startTestWorker(
      broker,
      (_job, { handBack }) =>
        new Promise((resolve) =>
          handBack.addEventListener('abort', () => {
            aborted = true;
            resolve({ kind: 'requeue' });
          }),
        ),
      { drainMs: 200 },
    );
    const job = quickfixJob();
    await broker.publish(job);
    const server = worker;
    await waitUntil('the job runs', () => server.running === 1);

    await worker.close();

    expect(aborted).toBe(true);
    const left = await waitUntil('the job is back', () => broker.take('quickfix.jobs'));
    expect(left.properties.messageId).toBe(job.jobId);
  });
});
