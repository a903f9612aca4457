import { startBroker, type Broker } from '@ai-coding-agent/broker';
import type { Job } from '@ai-coding-agent/contracts';
import { API_TOKEN, JobClient, startApp, type AppProcess } from '@ai-coding-agent/local-system';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTrialSystem, type TrialSystem } from '../src/trial-system.js';

const RUNNING = 100;
const WORKERS = 4;
/** A cancel has taken effect by then in 99 of 100 cases, in milliseconds. */
const P99_MS = 5_000;

let broker: Broker;
let system: TrialSystem;
let api: AppProcess;
let client: JobClient;
beforeAll(async () => {
  broker = await startBroker();
  system = await createTrialSystem({ rabbitmqUrl: broker.url });
  const env = { RABBITMQ_URL: broker.url, INGEST_API_TOKENS: `local:${API_TOKEN}`, RETRY_DELAYS_SECONDS: '1,2' };
  api = await startApp({ app: 'ingest-api', env });
  await api.untilReady();
  client = new JobClient(api.url, API_TOKEN);
  for (let n = 0; n < WORKERS; n += 1) await system.startWorker({ JOB_CONCURRENCY: String(RUNNING / WORKERS) });
});
afterAll(async () => {
  await api.stop();
  await system.close();
  await broker.remove();
});

/** Jobs that would run for minutes, and do. */
async function startJobs(from: number): Promise<Job[]> {
  const jobs: Job[] = [];
  for (let n = 0; n < RUNNING; n += 1)
    jobs.push(await system.put({ ms: 100_000, end: 'well' }, { issueNumber: from + n }));
  for (const job of jobs) await system.untilEvent(job, 'started');
  for (const { jobId } of jobs) await client.untilStatus(jobId, ['running']);
  return jobs;
}

/** Milliseconds from the request to the end of the job, as its worker says it. */
async function cancel(job: Job): Promise<number> {
  const askedAt = Date.now();
  const { status } = await client.request('POST', `/jobs/${job.jobId}/cancel`);
  expect(status).toBe(202);
  const { at } = await system.untilEvent(job, 'cancelled');
  return Date.parse(at) - askedAt;
}

function tell(how: string, delays: number[]): number {
  const sorted = delays.toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.ceil(sorted.length * share) - 1] ?? Infinity;
  console.log(`cancel: ${RUNNING} running jobs, ${how}: p50 ${at(0.5)} ms, p99 ${at(0.99)} ms, slowest ${at(1)} ms`);
  return at(0.99);
}

it('stops running jobs in time, one after the other and all at once', async () => {
  const oneByOne: number[] = [];
  const first = await startJobs(1);
  for (const job of first) oneByOne.push(await cancel(job));
  const second = await startJobs(RUNNING + 1);
  const atOnce = await Promise.all(second.map(cancel));

  const slow = Math.max(tell('one after the other', oneByOne), tell('all at once', atOnce));
  expect(slow).toBeLessThan(P99_MS);
  for (const job of [...first, ...second]) {
    await client.untilStatus(job.jobId, ['cancelled']);
    const ends = system.eventsOf(job.jobId).filter(({ kind }) => ['succeeded', 'failed', 'cancelled'].includes(kind));
    expect(ends.length).toBe(1);
  }
  expect(await system.effects()).toEqual([]);
  await system.untilEmpty(['quickfix.jobs', 'jobs.retry.busy']);
});
