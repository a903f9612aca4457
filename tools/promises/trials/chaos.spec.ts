import { setTimeout as sleep } from 'node:timers/promises';
import { startBroker, type Broker } from '@ai-coding-agent/broker';
import { isTerminal, type Job, type JobEvent } from '@ai-coding-agent/contracts';
import { waitUntil } from '@ai-coding-agent/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startChaos } from '../src/chaos.js';
import { random } from '../src/random.js';
import { settings } from '../src/settings.js';
import { createTrialSystem, type TrialSystem } from '../src/trial-system.js';
import type { Trial } from '../src/trial-worker/trial.js';

const { jobs: COUNT, seed } = settings;
const NO_JOBS = ['{"broken', 'null', '42', '{}'];
const QUEUES = ['quickfix.jobs', 'jobs.retry.1s', 'jobs.retry.2s', 'jobs.retry.busy'];
/** Patience with the last jobs, in milliseconds. */
const PATIENCE_MS = 120_000 + COUNT * 100;

let broker: Broker;
let system: TrialSystem;
beforeAll(async () => {
  broker = await startBroker();
  system = await createTrialSystem({ rabbitmqUrl: broker.url });
  // A quorum queue that is younger than this loses what it has confirmed when the broker is killed (RabbitMQ 3.10).
  await sleep(3_000);
});
afterAll(async () => {
  await system.close();
  await broker.remove();
});

it(`loses and doubles none of ${COUNT} jobs while workers and broker are killed (seed ${seed})`, async () => {
  const chance = random(seed);
  const endOf = (n: number): Trial['end'] =>
    n % 50 === 7 ? 'poison' : n % 50 === 32 ? 'hopeless' : n % 10 === 3 ? 'flaky' : 'well';
  const jobs: { job: Job; end: Trial['end'] }[] = [];
  const startedAt = Date.now();
  const kills = { workers: Math.ceil(COUNT / 25), broker: Math.ceil(COUNT / 300) };
  const chaos = startChaos({ broker, system, random: chance, workers: 3, kills });

  for (let n = 0; n < COUNT; n += 1) {
    const end = endOf(n);
    jobs.push({ job: await system.put({ ms: 20 + chance() * 180, end }, { issueNumber: n + 1 }), end });
  }
  await Promise.all(NO_JOBS.map((body, i) => system.putRaw(body, `no-job-${i}`)));
  const ends = () => {
    const byJob = new Map<string, JobEvent[]>();
    for (const event of system.events.values()) {
      if (isTerminal(event)) byJob.set(event.jobId, [...(byJob.get(event.jobId) ?? []), event]);
    }
    return byJob;
  };
  await chaos.calm();
  await waitUntil('all jobs have ended', () => ends().size === COUNT, PATIENCE_MS).catch(() => undefined);
  // A worker that was killed between a retry and its acknowledgement leaves a second message, which is looked at and
  // acknowledged in its time.
  await system.untilEmpty(QUEUES, PATIENCE_MS);
  await chaos.end();

  const byEnd = (...wanted: Trial['end'][]) =>
    jobs
      .filter(({ end }) => wanted.includes(end))
      .map(({ job }) => job.jobId)
      .sort();
  const ended = ends();
  const kindsOf = (id: string) => (ended.get(id) ?? []).map(({ kind }) => kind);
  const lost = jobs.filter(({ job }) => kindsOf(job.jobId).length === 0).length;
  const doubled = jobs.filter(({ job }) => kindsOf(job.jobId).length > 1).length;
  const dead = await system.drain('jobs.dead');
  const starts = await system.starts();
  const figures = {
    ...chaos.counts,
    seconds: Math.round((Date.now() - startedAt) / 1_000),
    starts: starts.length,
    lost,
    doubled,
    overlaps: (await system.overlaps()).length,
    dead: new Set(dead).size,
    deadTwice: dead.length - new Set(dead).size,
  };
  console.log(`chaos: ${COUNT} jobs, seed ${seed}: ${JSON.stringify(figures)}`);
  expect({ lost, doubled, overlaps: figures.overlaps }).toEqual({ lost: 0, doubled: 0, overlaps: 0 });
  expect((await system.effects()).sort()).toEqual(byEnd('well', 'flaky'));
  for (const id of byEnd('well', 'flaky')) expect(kindsOf(id)).toEqual(['succeeded']);
  expect([...new Set(dead)].sort()).toEqual(
    [...byEnd('poison', 'hopeless'), ...NO_JOBS.map((_, i) => `no-job-${i}`)].sort(),
  );
  for (const queue of QUEUES) expect(await system.drain(queue), queue).toEqual([]);
});
