import { createTemporaryVhost, waitUntil, type TemporaryVhost } from '@ai-coding-agent/testing';
import { startBroker, type Broker } from '@ai-coding-agent/broker';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTrialSystem, type TrialSystem } from '../src/trial-system.js';

const WARM_UP = 300;
const COUNT = 1_000;
/** What the garbage collector may leave lying about, in megabytes. */
const TOLERANCE_MB = 20;

let broker: Broker;
let vhost: TemporaryVhost;
let system: TrialSystem;
beforeAll(async () => {
  broker = await startBroker();
  vhost = await createTemporaryVhost(broker);
  system = await createTrialSystem({ rabbitmqUrl: vhost.url });
});
afterAll(async () => {
  await system.close();
  await broker.remove();
});

it(`has a worker hold after ${COUNT} jobs what it held before`, async () => {
  const worker = await system.startWorker({ JOB_CONCURRENCY: '8', LOG_LEVEL: 'error' });
  await worker.untilReady();
  const run = async (count: number) => {
    const jobs = [];
    for (let n = 0; n < count; n += 1) jobs.push(await system.put({ ms: 0, end: 'well' }, { issueNumber: n + 1 }));
    for (const job of jobs) await system.untilEvent(job, 'succeeded', 240_000);
  };
  const megabytes = async () => {
    const text = await (await fetch(`${worker.url}/metrics`)).text();
    return Number(/^nodejs_heap_size_used_bytes\S* (\S+)/m.exec(text)?.[1]) / 1e6;
  };
  /** The heap as small as it gets: what is not needed is collected sooner or later. */
  const lowest = async () => {
    const seen: number[] = [];
    await waitUntil('it was looked at often enough', async () => seen.push(await megabytes()) > 40);
    return Math.min(...seen);
  };

  await run(WARM_UP);
  const before = await lowest();
  await run(COUNT);
  const after = await lowest();

  console.log(`memory: heap ${before.toFixed(1)} MB after ${WARM_UP} jobs, ${after.toFixed(1)} MB after ${COUNT} more`);
  expect(after - before).toBeLessThan(TOLERANCE_MB);
});
