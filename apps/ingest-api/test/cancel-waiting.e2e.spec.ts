import { setTimeout as sleep } from 'node:timers/promises';
import { NO_USAGE, type JobResult } from '@ai-coding-agent/contracts';
import { JobFailure } from '@ai-coding-agent/failures';
import { JobClient, startApp, type AppProcess } from '@ai-coding-agent/local-system';
import {
  BrokerConnection,
  ControlReader,
  ConfirmingPublisher,
  decodeJobEvent,
  JobEventReader,
  JobLocks,
  type JobCloudEvent,
} from '@ai-coding-agent/messaging';
import { createTemporaryVhost, waitUntil, type TemporaryVhost } from '@ai-coding-agent/testing';
import type {} from '@ai-coding-agent/testing/broker-setup';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { startWorkerOfTests } from './worker-of-tests.js';

const SEED = 20_260_119;
const RACES = 60;
const BODY = { mode: 'quickfix', repository: 'acme/shop', issueNumber: 42 };
const RESULT: JobResult = { outcome: 'no_changes', changedFiles: [] };
const USAGE = { ...NO_USAGE, llmCalls: 3, costUsd: 0.25 };

describe('a cancel of a job that waits', () => {
  let vhost: TemporaryVhost;
  let app: AppProcess;
  let client: JobClient;
  let connection: BrokerConnection;
  let reader: JobEventReader;
  let control: ControlReader;
  const events: JobCloudEvent[] = [];

  beforeAll(async () => {
    vhost = await createTemporaryVhost(inject('broker'));
    const env = { RABBITMQ_URL: vhost.url, INGEST_API_TOKENS: 'ci:token-of-ci', RETRY_DELAYS_SECONDS: '3' };
    app = await startApp({ app: 'ingest-api', env });
    await app.untilReady();
    client = new JobClient(app.url, 'token-of-ci');
    connection = new BrokerConnection({ url: vhost.url, name: 'test' });
    await connection.open();
    control = new ControlReader(connection, new ConfirmingPublisher(connection));
    reader = new JobEventReader(connection, ({ message }) => {
      const event = decodeJobEvent(message.content);
      if (event) events.push(event);
    });
  });
  afterAll(async () => {
    await Promise.all([reader.close(), control.close()]);
    await connection.close();
    await app.stop();
    await vhost.remove();
  });

  const of = (jobId: string) => events.filter(({ subject }) => subject === jobId);
  const ends = (jobId: string) => of(jobId).filter(({ data }) => /succeeded|failed|cancelled/.test(data.kind));
  const cancel = async (jobId: string) => (await client.request('POST', `/jobs/${jobId}/cancel`)).status;

  it('waits for nobody when no worker runs: the job has ended with the answer, and never starts', async () => {
    const jobId = await client.start(BODY);

    expect(await cancel(jobId)).toBe(202);
    expect(await client.read(jobId)).toMatchObject({ status: 'cancelled', usage: NO_USAGE });
    expect(await cancel(jobId)).toBe(409);

    const told: string[] = [];
    let runs = 0;
    const worker = await startWorkerOfTests({
      url: vhost.url,
      run: async () => ((runs += 1), RESULT),
      cancelled: (_id, by) => told.push(by),
    });
    await waitUntil('people are told', () => told.length > 0);
    await worker.close();
    expect([told, runs, ends(jobId).length]).toEqual([['ci'], 0, 1]);
  });

  it('does not touch it as long as somebody has its lock', async () => {
    const jobId = await client.start(BODY);
    const lock = await new JobLocks(connection).forJob(jobId);

    const answer = cancel(jobId);
    await waitUntil('the order is there', () => control.orderFor(jobId));
    expect(await client.read(jobId)).toMatchObject({ status: 'queued' });

    await lock?.release();
    expect(await answer).toBe(202);
    expect(await client.read(jobId)).toMatchObject({ status: 'cancelled' });
  });

  it('says what the attempts before it have cost', async () => {
    const told: [string, string, number][] = [];
    let runs = 0;
    let jobId = '';
    const worker = await startWorkerOfTests({
      url: vhost.url,
      run: async (_job, { usage }) => {
        runs += 1;
        usage(USAGE);
        throw new JobFailure('model-unavailable');
      },
      cancelled: (...what) => void (what[0] === jobId && told.push(what)),
    });
    jobId = await client.start(BODY);
    await client.untilStatus(jobId, ['retrying']);

    expect(await cancel(jobId)).toBe(202);
    expect(await client.read(jobId)).toMatchObject({ status: 'cancelled', usage: USAGE });
    await waitUntil('people are told', () => told.length > 0);
    await worker.close();
    expect(told).toEqual([[jobId, 'ci', USAGE.costUsd]]);
    expect(runs).toBe(1);
  });

  it(`never meets its start: one end each in ${RACES} races`, async () => {
    console.log(`seed of the races: ${SEED}`);
    const race = fc.record({ afterMs: fc.nat({ max: 400 }), takesMs: fc.constantFrom(0, 5_000) });
    const [races = []] = fc.sample(fc.array(race, { minLength: RACES, maxLength: RACES }), { seed: SEED, numRuns: 1 });
    const ids: string[] = [];
    for (const [i] of races.entries()) ids.push(await client.start({ ...BODY, issueNumber: i + 1 }));
    const runs = new Set<string>();
    const starting = startWorkerOfTests({
      url: vhost.url,
      run: async (job, { signal }) => {
        runs.add(job.jobId);
        await sleep(races[ids.indexOf(job.jobId)]?.takesMs, undefined, { signal });
        return RESULT;
      },
    });
    const answers = races.map(async ({ afterMs }, i) => {
      await sleep(afterMs);
      return cancel(ids[i]!);
    });
    for (const status of await Promise.all(answers)) expect([202, 409]).toContain(status);
    const worker = await starting;
    for (const jobId of ids) await client.untilEnded(jobId);
    await worker.close();

    await waitUntil('all ends are read', () => ids.every((jobId) => ends(jobId).length > 0));
    expect(ids.map((jobId) => ends(jobId).length)).toEqual(ids.map(() => 1));
    const writers = new Set<string>();
    for (const jobId of ids) {
      const [end] = ends(jobId);
      const isOfWorker = end?.source === '/worker-of-tests';
      writers.add(`${isOfWorker ? 'worker' : 'API'}: ${String(end?.data.kind)}`);
      // What the API has ended was never begun; what was begun, its worker has ended.
      if (!isOfWorker) expect(runs.has(jobId)).toBe(false);
    }
    console.log(`ended by ${[...writers].sort().join(', ')}`);
  });
});
