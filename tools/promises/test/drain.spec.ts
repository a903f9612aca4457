import { readFileSync } from 'node:fs';
import { createTemporaryVhost, waitUntil, type TemporaryVhost } from '@ai-coding-agent/testing';
import type {} from '@ai-coding-agent/testing/broker-setup';
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import { startSlowNetwork } from '../src/slow-network.js';
import { createTrialSystem, type TrialSystem } from '../src/trial-system.js';

const AS_PROCESS_1 = [
  'unshare',
  ...(process.getuid?.() === 0 ? [] : ['--user', '--map-root-user']),
  '--pid',
  '--fork',
  '--kill-child',
  '--mount-proc',
];

describe('6. SIGTERM', () => {
  let vhost: TemporaryVhost;
  let system: TrialSystem;
  beforeEach(async () => {
    vhost = await createTemporaryVhost(inject('broker'));
    system = await createTrialSystem({ rabbitmqUrl: vhost.url });
  });
  afterEach(async () => {
    await system.close();
    await vhost.remove();
  });

  it.each([
    ['', []],
    [', also as process 1 of a container', AS_PROCESS_1],
  ])('lets the running job finish and starts no other one, however often it comes%s', async (_how, launcher) => {
    const worker = await system.startWorker({}, launcher);
    const pid = launcher.length > 0 ? await childOf(worker.pid) : worker.pid;
    const job = await system.put({ ms: 1_500, end: 'well' });
    const next = await system.put({ ms: 0, end: 'well' }, { issueNumber: 2 });
    await system.untilEvent(job, 'started');

    process.kill(pid, 'SIGTERM');
    await waitUntil('it is not ready', async () => (await fetch(`${worker.url}/health/ready`)).status === 503);
    process.kill(pid, 'SIGTERM');

    expect(await worker.exited).toEqual([0, null]);
    await system.untilEvent(job, 'succeeded');
    expect(system.eventsOf(next.jobId)).toEqual([]);
    expect(await system.drain('quickfix.jobs')).toEqual([next.jobId]);
  });

  it('waits until the broker has the acknowledgement of the finished job, however slow the way to it is', async () => {
    const network = await startSlowNetwork(vhost.url, { mark: 'trial-worker consumer', latencyMs: 600 });
    const worker = await system.startWorker({ RABBITMQ_URL: network.url });
    const job = await system.put({ ms: 500, end: 'well' });
    const next = await system.put({ ms: 0, end: 'well' }, { issueNumber: 2 });
    await system.untilEvent(job, 'started');

    expect(await worker.stop()).toBe(0);

    await system.untilEvent(job, 'succeeded');
    expect(await system.drain('quickfix.jobs')).toEqual([next.jobId]);
    expect(await system.starts()).toEqual([job.jobId]);
    await network.close();
  });

  it('hands back a job that takes longer than the drain, and another worker does it', async () => {
    const worker = await system.startWorker({ DRAIN_SECONDS: '1' });
    const job = await system.put({ ms: 3_000, end: 'well' });
    await system.untilEvent(job, 'started');

    expect(await worker.stop()).toBe(0);
    await system.untilEvent(job, 'requeued');
    await system.startWorker();

    await system.untilEvent(job, 'succeeded');
    expect(await system.effects()).toEqual([job.jobId]);
    expect(await system.starts()).toEqual([job.jobId, job.jobId]);
  });

  it('ends a worker that has nothing to do at once, also while it still looks for its broker', async () => {
    const [idle, lost] = [
      await system.startWorker(),
      await system.startWorker({ RABBITMQ_URL: 'amqp://guest:guest@127.0.0.1:1' }),
    ];
    await idle.untilReady();
    await waitUntil('it answers', () => fetch(`${lost.url}/health/live`).catch(() => undefined));

    expect(await Promise.all([idle.stop(), lost.stop()])).toEqual([0, 0]);
  });
});

/** The process that `unshare` has started. */
function childOf(pid: number): Promise<number> {
  return waitUntil('it has a child', () =>
    Number(readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ')[0] ?? 0),
  );
}
