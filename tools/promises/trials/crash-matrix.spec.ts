import { setTimeout as sleep } from 'node:timers/promises';
import { startBroker, type Broker } from '@ai-coding-agent/broker';
import { waitUntil } from '@ai-coding-agent/testing';
import amqp from 'amqplib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { firstRequest, repositoryOf, WORKER_CELLS, type Cell } from '../src/crash-matrix/cells.js';
import { descendantsOf, isAlive } from '../src/process-tree.js';
import { createMatrixSystem, type MatrixSystem, type Remains } from '../src/crash-matrix/matrix-system.js';

const ONCE: Remains = { branches: 1, pullRequests: 1, comments: 1, ends: 1, outcome: 'pull_request_opened' };
const never = new Promise<never>(() => undefined);

describe('the crash matrix', () => {
  let broker: Broker;
  let matrix: MatrixSystem;
  const rows: string[] = [];
  beforeAll(async () => {
    broker = await startBroker();
    matrix = await createMatrixSystem(broker);
    await sleep(3_000); // a young quorum queue does not survive a kill of the broker (RabbitMQ 3.10)
  });
  afterAll(async () => {
    console.log(
      [
        '| killed | stage | when | branches | pull requests | comments | ends | outcome |',
        '| --- | --- | --- | --- | --- | --- | --- | --- |',
        ...rows,
      ].join('\n'),
    );
    await matrix.close();
    await broker.remove();
  });

  const note = (killed: string, { stage, moment }: { stage: string; moment: string }, remains: Remains) => {
    const { branches, pullRequests, comments, ends, outcome } = remains;
    rows.push(`| ${[killed, stage, moment, branches, pullRequests, comments, ends, outcome].join(' | ')} |`);
  };
  const expectNothingLeft = async () => {
    const connection = await amqp.connect(broker.url);
    const channel = await connection.createChannel();
    for (const queue of ['quickfix.jobs', 'jobs.dead']) {
      const isEmpty = async () => (await channel.checkQueue(queue)).messageCount === 0;
      await waitUntil(`${queue} is empty`, isEmpty);
    }
    await connection.close();
    await waitUntil('the workspace is empty', async () => (await matrix.system.leftovers()).length === 0);
  };

  it('ends in one branch, one pull request, one comment and one end wherever the worker is killed', async () => {
    const cells = WORKER_CELLS.map((cell) => ({ cell, repository: repositoryOf(cell, 'worker') }));
    for (const { repository } of cells) await matrix.prepare(repository);
    const held = cells.filter(({ cell }) => cell.hold);
    const reached = cells.filter(({ cell }) => !cell.hold);

    // All that is held up in one worker, which is killed when everything has come to its place.
    const holds = held.map(({ cell, repository }) => {
      if (cell.hold === 'model') return matrix.holdModel(repository, never);
      const fault = matrix.hold(repository, cell.hold!, { hang: true, afterEffect: cell.moment === 'after' });
      return () => fault.hits > 0;
    });
    const victim = await matrix.system.startApp('quickfix-worker', { JOB_CONCURRENCY: String(held.length) });
    const heldIds = await Promise.all(held.map(({ repository }) => matrix.start(repository)));
    await waitUntil('all jobs are where they are to die', () => holds.every((isThere) => isThere()), 240_000);
    const children = descendantsOf(victim.pid);
    await victim.kill();
    expect(children.length).toBeGreaterThan(held.length); // Aider and git, at least
    await waitUntil('none of its processes is left', () => !children.some(isAlive), 10_000);

    // One worker for each of the others, killed when its event comes.
    const deaths: Promise<void>[] = [];
    const reachedIds = new Map<string, Cell>();
    const survivor = await matrix.system.startApp('quickfix-worker', { JOB_CONCURRENCY: '2' });
    const heldEnded = Promise.all(heldIds.map((id) => matrix.untilEnded(id)));
    await heldEnded;
    await survivor.stop();
    for (const { cell, repository } of reached) {
      const worker = await matrix.system.startApp('quickfix-worker');
      let jobId = '';
      const death = matrix.untilEvent(
        (event) =>
          (jobId === '' || event.jobId === jobId) &&
          (event.kind === cell.stage || (event.kind === 'stage' && event.stage === cell.stage)),
      );
      jobId = await matrix.start(repository);
      reachedIds.set(jobId, cell);
      expect(await death).toBe(worker.pid);
      deaths.push(worker.kill());
      await worker.exited;
    }
    await Promise.all(deaths);
    const last = await matrix.system.startApp('quickfix-worker', { JOB_CONCURRENCY: '2' });
    for (const jobId of reachedIds.keys()) await matrix.untilEnded(jobId);
    await expectNothingLeft();
    await last.stop();

    const jobs = [
      ...held.map(({ cell }, i) => ({ cell, jobId: heldIds[i] ?? '' })),
      ...[...reachedIds].map(([jobId, cell]) => ({ cell, jobId })),
    ];
    for (const { cell, repository } of cells) {
      const jobId = jobs.find((job) => job.cell === cell)?.jobId ?? '';
      const remains = matrix.remains(repository, jobId);
      note('worker', cell, remains);
      expect.soft(remains, `${cell.stage}, ${cell.moment}`).toEqual(ONCE);
    }
  });

  it('ends the same way wherever the broker is killed', async () => {
    const gate = () => {
      let open: () => void = () => undefined;
      return { opened: new Promise<void>((resolve) => (open = resolve)), open: () => open() };
    };
    const [back, dead] = [gate(), gate()];
    const requests = ['read-issue', 'prepare-checkout', 'push-branch', 'open-pull-request', 'report'] as const;
    const cells = [
      ...requests.map((stage) => ({ stage, until: back.opened })),
      { stage: 'apply-edits', until: back.opened },
      // Held in the stage before and let go while the broker is dead, so that they pass meanwhile.
      { stage: 'guard-changes', until: dead.opened },
      { stage: 'succeeded', until: dead.opened },
    ] as const;
    const worker = await matrix.system.startApp('quickfix-worker', { JOB_CONCURRENCY: String(cells.length) });
    const jobs: { stage: Cell['stage']; repository: string; jobId: string }[] = [];
    const holds: (() => boolean)[] = [];
    for (const { stage, until } of cells) {
      const repository = `acme/broker-${stage}`;
      await matrix.prepare(repository);
      if (stage === 'apply-edits' || stage === 'guard-changes') {
        holds.push(matrix.holdModel(repository, until));
      } else {
        const fault = matrix.hold(repository, firstRequest(stage === 'succeeded' ? 'report' : stage), { until });
        holds.push(() => fault.hits > 0);
      }
      if (stage === 'guard-changes') matrix.hold(repository, firstRequest('push-branch'), { until: back.opened });
      jobs.push({ stage, repository, jobId: await matrix.start(repository) });
    }
    await waitUntil('all jobs are in their stages', () => holds.every((isThere) => isThere()), 240_000);

    await broker.kill();
    dead.open();
    await sleep(1_500);
    await broker.start();
    back.open();

    for (const { jobId } of jobs) await matrix.untilEnded(jobId);
    jobs.push(await killBrokerOnEvent('authorize'));
    await expectNothingLeft();
    await worker.stop();
    for (const { stage, repository, jobId } of jobs) {
      const remains = matrix.remains(repository, jobId);
      const isBoth = stage === 'guard-changes';
      note('broker', { stage: isBoth ? 'guard-changes, commit-edits' : stage, moment: 'in it' }, remains);
      expect.soft(remains, stage).toEqual(ONCE);
    }

    /** For a stage that asks nobody and so can't be held. */
    async function killBrokerOnEvent(stage: Cell['stage']) {
      const repository = `acme/broker-${stage}`;
      await matrix.prepare(repository);
      const reached = matrix.untilEvent((event) => event.kind === 'stage' && event.stage === stage);
      const jobId = await matrix.start(repository);
      await reached;
      await broker.kill();
      await broker.start();
      await matrix.untilEnded(jobId);
      return { stage, repository, jobId };
    }
  });
});
