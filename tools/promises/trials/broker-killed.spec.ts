import { setTimeout as sleep } from 'node:timers/promises';
import { startBroker, type Broker } from '@ai-coding-agent/broker';
import { API_TOKEN, JobClient, startApp, type AppProcess } from '@ai-coding-agent/local-system';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openBrokerView } from '../src/broker-view.js';

const JOBS = 600;
const CLIENTS = 24;
const KILLS = 3;
/** How long the broker hears everything and answers nothing before it dies. */
const FROZEN_MS = 400;

let broker: Broker;
let api: AppProcess;
beforeAll(async () => {
  broker = await startBroker();
  api = await startApp({
    app: 'ingest-api',
    env: { RABBITMQ_URL: broker.url, INGEST_API_TOKENS: `local:${API_TOKEN}` },
  });
  await api.untilReady();
  await sleep(3_000); // until its queues are on disk
});
afterAll(async () => {
  await api.stop();
  await broker.remove();
});

it('2. has every 202 as a job and no other job, when the broker is killed while jobs are published', async () => {
  const client = new JobClient(api.url, API_TOKEN);
  const accepted = new Map<number, string>();
  let refusals = 0;
  let next = 0;
  /** As a client that was refused does: the same request under the same key, until it is accepted. */
  const ask = async (issueNumber: number): Promise<void> => {
    for (;;) {
      const body = { mode: 'quickfix', repository: 'acme/shop', issueNumber };
      const answer = await client.request('POST', '/jobs', body, { 'idempotency-key': `issue-${issueNumber}` });
      const { jobId } = (await answer.json()) as { jobId?: string };
      if (answer.status === 202 && jobId) return void accepted.set(issueNumber, jobId);
      expect(answer.status).toBe(503);
      refusals += 1;
      await sleep(200);
    }
  };
  const clients = Array.from({ length: CLIENTS }, async () => {
    while (next < JOBS) await ask((next += 1));
  });
  for (let kill = 1; kill <= KILLS; kill += 1) {
    while (accepted.size < (JOBS * kill) / (KILLS + 1)) await sleep(1);
    await broker.freeze();
    await sleep(FROZEN_MS);
    await broker.kill();
    await broker.start();
  }
  await Promise.all(clients);

  const view = await openBrokerView(broker.url);
  const queued = await view.drain('quickfix.jobs');
  await view.close();
  console.log(`broker killed: ${JOBS} jobs, ${refusals} refusals, ${queued.length - JOBS} messages twice`);
  expect(new Set(accepted.values()).size).toBe(JOBS);
  expect([...new Set(queued)].sort()).toEqual([...accepted.values()].sort());
  expect(refusals).toBeGreaterThan(0);
});
