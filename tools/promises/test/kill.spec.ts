import { createTemporaryVhost, waitUntil, type TemporaryVhost } from '@ai-coding-agent/testing';
import type {} from '@ai-coding-agent/testing/broker-setup';
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import { createTrialSystem, type TrialSystem } from '../src/trial-system.js';

describe('kill -9', () => {
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

  it('1. of a worker gives its job and its branch to the next one at once', async () => {
    const victim = await system.startWorker();
    const job = await system.put({ ms: 60_000, end: 'well' });
    await system.untilEvent(job, 'started');
    const survivor = await system.startWorker();
    await survivor.untilReady();

    await victim.kill();

    await waitUntil('it was started again', async () => (await system.starts()).length === 2);
    await system.orders.cancel(job.jobId, 'octocat');
    await system.untilEvent(job, 'cancelled');
    expect(system.eventsOf(job.jobId).filter(({ kind }) => kind === 'cancelled')).toHaveLength(1);
    await waitUntil('the queue is empty', async () => (await system.drain('quickfix.jobs')).length === 0);
  });

  it('by the job itself costs three workers an attempt, and ends among the dead letters', async () => {
    const kill = { ms: 0, end: 'kills-worker' } as const;
    const job = await system.put(kill);
    let isOver = false;
    const keepOneUp = async () => {
      while (!isOver) {
        const worker = await system.startWorker({ JOB_MAX_ATTEMPTS: '1' });
        await Promise.race([worker.exited, waitUntil('the job has failed', () => isOver, 60_000)]);
      }
    };
    const workers = keepOneUp();

    await system.untilEvent(job, 'failed', 60_000);
    isOver = true;
    await workers;

    expect(system.eventsOf(job.jobId).find(({ kind }) => kind === 'failed')).toMatchObject({
      failure: { code: 'crash-loop' },
    });
    expect(await system.starts()).toHaveLength(3);
    const dead = await waitUntil('there is a dead letter', async () => {
      const ids = await system.drain('jobs.dead');
      return ids.length > 0 ? ids : undefined;
    });
    expect(dead).toEqual([job.jobId]);
  });
});
