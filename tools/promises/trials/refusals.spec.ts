import { setTimeout as sleep } from 'node:timers/promises';
import { startBroker, type Broker } from '@ai-coding-agent/broker';
import { API_TOKEN, JobClient, startApp, type AppProcess, WEBHOOK_SECRET } from '@ai-coding-agent/local-system';
import {
  createTemporaryVhost,
  startFreezableProxy,
  waitUntil,
  type FreezableProxy,
  type TemporaryVhost,
} from '@ai-coding-agent/testing';
import amqp from 'amqplib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startSteadyCallers, type Told } from '../src/steady-callers.js';

/** How late an answer may be, in milliseconds. */
const LATEST_MS = 6_000;
const SETTINGS = { GITHUB_WEBHOOK_SECRET: WEBHOOK_SECRET, INGEST_API_TOKENS: `local:${API_TOKEN}` };

function tell(told: readonly Told[]): void {
  const rows = new Map<string, { answers: Record<number, number>; slowest: number }>();
  for (const { by, during, status, ms } of told) {
    const row = rows.get(`${during}, ${by}`) ?? { answers: {}, slowest: 0 };
    row.answers[status] = (row.answers[status] ?? 0) + 1;
    row.slowest = Math.max(row.slowest, Math.round(ms));
    rows.set(`${during}, ${by}`, row);
  }
  for (const [what, { answers, slowest }] of rows)
    console.log(`refusals: ${what}: ${JSON.stringify(answers)}, slowest ${slowest} ms`);
}

describe('whoever asks for a job', () => {
  let broker: Broker;
  let vhost: TemporaryVhost;
  let proxy: FreezableProxy;
  let api: AppProcess;
  beforeAll(async () => {
    broker = await startBroker();
    vhost = await createTemporaryVhost(broker);
    proxy = await startFreezableProxy(vhost.url);
    api = await startApp({ app: 'ingest-api', env: { ...SETTINGS, RABBITMQ_URL: proxy.url } });
    await api.untilReady();
  });
  afterAll(async () => {
    await api.stop();
    await proxy.close();
    await broker.remove();
  });

  it('9. is told within six seconds that it is not possible, and every 202 is a job', async () => {
    const callers = startSteadyCallers(api.url, { each: 4 });
    const policy = { pattern: '^quickfix.jobs$', definition: { 'max-length': 1 }, 'apply-to': 'queues' };

    await callers.until('nothing', 202, 20);
    proxy.freeze();
    await callers.until('network frozen', 503, 6);
    proxy.thaw();
    await callers.until('network back', 202, 20);
    await broker.kill();
    await callers.until('broker killed', 503, 6);
    await broker.start();
    await callers.until('broker back', 202, 20);
    await vhost.management('PUT', 'policies/{vhost}/short', policy);
    await callers.until('queue full', 503, 20);
    await vhost.management('DELETE', 'policies/{vhost}/short');
    await callers.until('queue open', 202, 20);
    await callers.stop();

    const { told } = callers;
    tell(told);
    expect(new Set(told.map(({ status }) => status))).toEqual(new Set([202, 503]));
    expect(Math.max(...told.map(({ ms }) => ms))).toBeLessThan(LATEST_MS);
    const promised = told.flatMap(({ status, jobId = '' }) => (status === 202 ? [jobId] : []));
    expect(new Set(promised).size).toBe(promised.length);
    const queued = await messagesOf(vhost.url);
    expect(promised.filter((jobId) => !queued.has(jobId))).toEqual([]);
    const client = new JobClient(api.url, API_TOKEN);
    for (const jobId of promised) expect((await client.read(jobId))?.status).toBe('queued');
    console.log(`refusals: ${promised.length} times 202, all of them on the queue and shown as queued`);
  });
});

describe('whoever asks for a job during an alarm of the broker', () => {
  it('9. is told within six seconds that it is not possible', async () => {
    const broker = await startBroker({ configuration: ['vm_memory_high_watermark.absolute = 1MB'] });
    const vhost = await createTemporaryVhost(broker);
    const api = await startApp({ app: 'ingest-api', env: { ...SETTINGS, RABBITMQ_URL: vhost.url } });
    await waitUntil('it listens', () => fetch(`${api.url}/health/live`).catch(() => undefined));
    const callers = startSteadyCallers(api.url, { each: 4 });

    await callers.until('memory alarm', 503, 20);
    await callers.stop();

    tell(callers.told);
    expect(new Set(callers.told.map(({ status }) => status))).toEqual(new Set([503]));
    expect(Math.max(...callers.told.map(({ ms }) => ms))).toBeLessThan(LATEST_MS);
    // It stops nevertheless, although the broker does not even hear a goodbye.
    const code = await Promise.race([api.stop(), sleep(30_000, 'still there')]);
    await api.kill();
    await broker.remove();
    expect(code).toBe(0);
  });
});

async function messagesOf(url: string): Promise<Set<string>> {
  const connection = await amqp.connect(url);
  const channel = await connection.createChannel();
  const ids = new Set<string>();
  for (let message; (message = await channel.get('quickfix.jobs', { noAck: true }));)
    ids.add(String(message.properties.messageId));
  await connection.close();
  return ids;
}
