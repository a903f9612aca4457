import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startBroker, type Broker } from '@ai-coding-agent/broker';
import { API_TOKEN, JobClient, startApp, type AppProcess } from '@ai-coding-agent/local-system';
import { createTemporaryVhost, waitUntil, type TemporaryVhost } from '@ai-coding-agent/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTrialSystem, type TrialSystem } from '../src/trial-system.js';

const WARM_UP = 300;
const COUNT = 1_000;
/** A worker remembers a little of every job, within bounds; in megabytes. */
const TOLERANCE_MB = 5;
const TRIAL = JSON.stringify({ ms: 0, end: 'well' });

let broker: Broker;
let vhost: TemporaryVhost;
let system: TrialSystem;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'snapshots-'));
  broker = await startBroker();
  vhost = await createTemporaryVhost(broker);
  system = await createTrialSystem({ rabbitmqUrl: vhost.url });
});
afterAll(async () => {
  await system.close();
  await broker.remove();
  await rm(folder, { recursive: true, force: true });
});

it(`has a worker and ingest-api hold after ${COUNT} jobs what they held before`, async () => {
  const inspected = { LOG_LEVEL: 'error', NODE_OPTIONS: `--heapsnapshot-signal=SIGUSR2 --diagnostic-dir=${folder}` };
  const api = await startApp({
    app: 'ingest-api',
    env: {
      ...inspected,
      RABBITMQ_URL: vhost.url,
      RETRY_DELAYS_SECONDS: '1,2',
      INGEST_API_TOKENS: `local:${API_TOKEN}`,
      INGEST_MAX_ENDED_JOBS: '100',
    },
  });
  const worker = await system.startWorker({ ...inspected, JOB_CONCURRENCY: '8' });
  await Promise.all([api.untilReady(), worker.untilReady()]);
  const client = new JobClient(api.url, API_TOKEN);
  let issueNumber = 0;
  const run = async (count: number) => {
    const jobIds: string[] = [];
    for (let n = 0; n < count; n += 1) {
      const job = { mode: 'quickfix', repository: 'acme/shop', issueNumber: (issueNumber += 1), instructions: TRIAL };
      jobIds.push(await client.start(job));
    }
    for (const jobId of jobIds) await system.untilEvent({ jobId }, 'succeeded', 240_000);
  };
  /** What is held: writing a snapshot collects all garbage before. */
  const megabytes = async ({ pid, url }: AppProcess) => {
    const before = (await readdir(folder)).length;
    process.kill(pid, 'SIGUSR2');
    await waitUntil('the snapshot is begun', async () => (await readdir(folder)).length > before);
    const text = await (await fetch(`${url}/metrics`)).text();
    return Number(/^nodejs_heap_size_used_bytes\S* (\S+)/m.exec(text)?.[1]) / 1e6;
  };

  await run(WARM_UP);
  const before = [await megabytes(worker), await megabytes(api)];
  await run(COUNT);
  const after = [await megabytes(worker), await megabytes(api)];
  await api.stop();

  for (const [n, name] of ['worker', 'ingest-api'].entries())
    console.log(
      `memory of ${name}: heap ${before[n]?.toFixed(1)} MB, ${after[n]?.toFixed(1)} MB after ${COUNT} jobs more`,
    );
  const growth = after.map((now, n) => now - (before[n] ?? 0));
  expect(growth.filter((more) => more >= TOLERANCE_MB)).toEqual([]);
});
