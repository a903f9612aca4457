import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTemporaryVhost, waitUntil, type TemporaryVhost } from '@ai-coding-agent/testing';
import { startBroker, type Broker } from '@ai-coding-agent/broker';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTrialSystem, type TrialSystem } from '../src/trial-system.js';

const WARM_UP = 300;
const COUNT = 1_000;
/** A worker remembers a little of every job, within bounds; in megabytes. */
const TOLERANCE_MB = 5;

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

it(`has a worker hold after ${COUNT} jobs what it held before`, async () => {
  const worker = await system.startWorker({
    JOB_CONCURRENCY: '8',
    LOG_LEVEL: 'error',
    NODE_OPTIONS: `--heapsnapshot-signal=SIGUSR2 --diagnostic-dir=${folder}`,
  });
  await worker.untilReady();
  const run = async (count: number) => {
    const jobs = [];
    for (let n = 0; n < count; n += 1) jobs.push(await system.put({ ms: 0, end: 'well' }, { issueNumber: n + 1 }));
    for (const job of jobs) await system.untilEvent(job, 'succeeded', 240_000);
  };
  /** What is held: writing a snapshot collects all garbage before. */
  const megabytes = async () => {
    const before = (await readdir(folder)).length;
    process.kill(worker.pid, 'SIGUSR2');
    await waitUntil('the snapshot is begun', async () => (await readdir(folder)).length > before);
    const text = await (await fetch(`${worker.url}/metrics`)).text();
    return Number(/^nodejs_heap_size_used_bytes\S* (\S+)/m.exec(text)?.[1]) / 1e6;
  };

  await run(WARM_UP);
  const before = await megabytes();
  await run(COUNT);
  const after = await megabytes();

  console.log(`memory: heap ${before.toFixed(1)} MB after ${WARM_UP} jobs, ${after.toFixed(1)} MB after ${COUNT} more`);
  expect(after - before).toBeLessThan(TOLERANCE_MB);
});
