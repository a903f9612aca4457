import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { startBroker, type Broker } from '@ai-coding-agent/broker';
import { isTerminal, type JobEvent } from '@ai-coding-agent/contracts';
import amqp from 'amqplib';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { chaosJobs, type ChaosJob } from '../src/chaos/chaos-jobs.js';
import { createChaosSystem, type ChaosSystem } from '../src/chaos/chaos-system.js';
import { startChaos, type Troop } from '../src/chaos/start-chaos.js';
import { random } from '../src/random.js';
import { settings } from '../src/settings.js';
import { untilStill } from '../src/until-still.js';

const { jobs: COUNT, seed } = settings;
const NO_JOBS = ['{"broken', 'null', '42', '{}'];
/** Clients that ask for jobs at the same time. */
const CLIENTS = 4;
/** Patience with messages that are there twice, in milliseconds. */
const PATIENCE_MS = 180_000;

const chance = random(seed);
const jobs = chaosJobs(COUNT, chance);
let broker: Broker;
let system: ChaosSystem;
beforeAll(async () => {
  broker = await startBroker();
  system = await createChaosSystem(broker, jobs);
  const api = await system.start('ingest-api');
  await api.untilReady(); // now there is a topology
  await api.stop();
  system.view.readEvents();
  // A quorum queue that is younger than this loses what it has confirmed when the broker is killed (RabbitMQ 3.10).
  await sleep(3_000);
});
afterAll(async () => {
  await system.close();
  await broker.remove();
});

/** Messages that are no jobs, as somebody with access to the broker may put them there. */
async function putNoJobs(): Promise<void> {
  const connection = await amqp.connect(broker.url);
  const channel = await connection.createConfirmChannel();
  NO_JOBS.forEach((body, n) =>
    channel.publish('jobs', 'job.quickfix.chaos.none', Buffer.from(body), {
      ...{ messageId: `no-job-${n}`, type: 'job.quickfix.v1', persistent: true, mandatory: true },
    }),
  );
  await channel.waitForConfirms();
  await connection.close();
}

it(
  `12. loses and doubles none of ${COUNT} jobs while apps and broker are killed (seed ${seed})`,
  { timeout: 2 * PATIENCE_MS + COUNT * 5_000 },
  async () => {
    /** What every job was accepted as. */
    const accepted = new Map<ChaosJob, string>();
    const apis: Troop = {
      ...{ name: 'ingest-api', size: 2, kills: Math.ceil(COUNT / 100) },
      progress: () => accepted.size / COUNT,
      start: () => system.start('ingest-api'),
    };
    const workers: Troop = {
      ...{ name: 'quickfix-worker', size: 3, kills: Math.ceil(COUNT / 40) },
      progress: () => system.view.ended.size / COUNT,
      start: () => system.start('quickfix-worker'),
    };
    const startedAt = Date.now();
    await putNoJobs();
    const brokerKills = Math.ceil(COUNT / 300);
    const chaos = startChaos({ broker, random: chance, troops: [apis, workers], brokerKills });

    const waiting = [...jobs];
    const client = async () => {
      for (let job = waiting.shift(); job; job = waiting.shift()) {
        accepted.set(job, await system.submit(job, () => chaos.running(apis)));
      }
    };
    await Promise.all(Array.from({ length: CLIENTS }, client));
    const ends = () => {
      const byJob = new Map<string, JobEvent['kind'][]>();
      for (const event of system.view.events.values()) {
        if (isTerminal(event)) byJob.set(event.jobId, [...(byJob.get(event.jobId) ?? []), event.kind]);
      }
      return byJob;
    };
    await untilStill(
      () => system.view.events.size,
      () => system.view.ended.size >= COUNT,
    );
    await chaos.calm();
    // A worker that was killed between a retry and its acknowledgement leaves a second message, which is looked at and
    // acknowledged in its time.
    await system.view.untilEmpty(system.queues, PATIENCE_MS);
    await chaos.end();

    const ended = ends();
    const kindsOf = (job: ChaosJob) => ended.get(accepted.get(job) ?? '') ?? [];
    const { sandbox, view } = system;
    const remains = (job: ChaosJob) => ({
      ends: kindsOf(job),
      comments: sandbox.comments(job.repository, job.issueNumber).length,
      pullRequests: pulls.get(job.repository)?.filter(({ branch }) => branch === branchOf(job)).length,
      branches: branches.get(job.repository)?.filter((name) => name === branchOf(job)).length,
    });
    const repositories = [...new Set(jobs.map(({ repository }) => repository))];
    const pulls = new Map(repositories.map((name) => [name, sandbox.pullRequests(name).map(({ head }) => head)]));
    const branches = new Map(repositories.map((name) => [name, Object.keys(sandbox.branches(name))]));
    const dead = await view.drain('jobs.dead');
    const starts = [...view.events.values()].filter(({ kind }) => kind === 'started').length;
    const figures = {
      killed: chaos.kills,
      answers: system.answers,
      seconds: Math.round((Date.now() - startedAt) / 1_000),
      starts,
      lost: jobs.filter((job) => kindsOf(job).length === 0).length,
      doubled: jobs.filter((job) => kindsOf(job).length > 1).length,
      dead: new Set(dead).size,
      deadTwice: dead.length - new Set(dead).size,
    };
    console.log(`chaos: ${COUNT} jobs, seed ${seed}: ${JSON.stringify(figures)}`);
    const expectedOf = (job: ChaosJob) => {
      const isGood = job.end === 'well' || job.end === 'flaky';
      const effects = { pullRequests: isGood ? 1 : 0, branches: isGood ? 1 : 0 };
      return { ends: [isGood ? 'succeeded' : 'failed'], comments: 1, ...effects };
    };
    const wrong = jobs
      .filter((job) => !isDeepStrictEqual(remains(job), expectedOf(job)))
      .map((job) => ({ ...job, ...remains(job), history: view.historyOf(accepted.get(job) ?? '') }));
    for (const job of wrong) console.log(JSON.stringify(job));

    expect({ lost: figures.lost, doubled: figures.doubled }).toEqual({ lost: 0, doubled: 0 });
    // Every 202 is a job, each with an id of its own, and there is no other job.
    expect(new Set(accepted.values()).size).toBe(COUNT);
    expect([...ended.keys()].sort()).toEqual([...accepted.values()].sort());
    expect(Object.keys(system.answers).filter((answer) => !['202', '503', 'none'].includes(answer))).toEqual([]);
    expect(wrong).toEqual([]);
    const poison = jobs.filter(({ end }) => end === 'poison' || end === 'hopeless');
    expect([...new Set(dead)].sort()).toEqual(
      [...poison.map((job) => accepted.get(job) ?? ''), ...NO_JOBS.map((_, n) => `no-job-${n}`)].sort(),
    );
    for (const queue of system.queues) expect(await view.drain(queue), queue).toEqual([]);

    /** What killed workers have left goes when another one starts. */
    const last = await system.start('quickfix-worker');
    await last.untilReady();
    expect(await last.stop()).toBe(0);
    expect(await system.leftovers()).toEqual([]);
  },
);

function branchOf({ issueNumber }: ChaosJob): string {
  return `ai-agent/quickfix-issue-${issueNumber}`;
}
