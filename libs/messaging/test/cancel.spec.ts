import { JobFailure, type FailureCode } from '@ai-coding-agent/failures';
import { quickfixJob, waitUntil } from '@ai-coding-agent/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { NO_USAGE } from '@ai-coding-agent/contracts';
import { createExecutionScene, RESULT, USAGE, type ExecutionScene, type Run } from './execution-scene.js';

/** Works until it is told to stop. */
const untilAborted: Run = (_job, { signal, usage }) => {
  usage(USAGE);
  return new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(new Error('stopped'))));
};

describe('a cancel', () => {
  let scene: ExecutionScene;
  beforeEach(async () => void (scene = await createExecutionScene()));
  afterEach(() => scene.close());

  it('stops a job wherever it runs, and says who wanted it and what it cost', async () => {
    const reported: `cancelled by ${string}`[] = [];
    await scene.startWorker(untilAborted, { reported });
    await scene.startWorker(untilAborted, { reported });
    const [job, other] = [quickfixJob({ issueNumber: 1 }), quickfixJob({ issueNumber: 2 })];
    await scene.broker.publish(job);
    await scene.broker.publish(other);
    await scene.untilEvent(job, 'started');
    await scene.untilEvent(other, 'started');

    await scene.orders.cancel(job.jobId, 'octocat');

    await scene.untilEvent(job, 'cancelled');
    expect(scene.eventOf(job, 'cancelled')).toMatchObject({ attempt: 1, by: 'octocat', usage: USAGE });
    expect(reported).toEqual(['cancelled by octocat']);
    expect(scene.kindsOf(other)).not.toContain('cancelled');
    await scene.orders.cancel(other.jobId, 'octocat');
    await scene.untilIdle();
    expect(scene.kindsOf(job)).toEqual(['started', 'cancelled']);
    expect(await scene.broker.take('jobs.dead')).toBeUndefined();
  });

  it('stops a hundred jobs, each once', async () => {
    await scene.startWorker(untilAborted, { prefetch: 50 });
    await scene.startWorker(untilAborted, { prefetch: 50 });
    const jobs = Array.from({ length: 100 }, (_, i) => quickfixJob({ issueNumber: i + 1 }));
    await Promise.all(jobs.map((job) => scene.broker.publish(job)));
    for (const job of jobs) await scene.untilEvent(job, 'started');

    await Promise.all(jobs.map(({ jobId }) => scene.orders.cancel(jobId, 'octocat')));

    for (const job of jobs) await scene.untilEvent(job, 'cancelled');
    await scene.untilIdle();
    for (const job of jobs) expect(scene.kindsOf(job)).toEqual(['started', 'cancelled']);
  });

  it('keeps a job from ever starting that was cancelled while no worker ran', async () => {
    const job = quickfixJob();
    await scene.broker.publish(job);
    await scene.orders.cancel(job.jobId, 'octocat');
    let runs = 0;
    const reported: `cancelled by ${string}`[] = [];

    await scene.startWorker(async () => ((runs += 1), RESULT), { reported });
    await scene.untilEvent(job, 'cancelled');
    await scene.untilIdle();

    expect(runs).toBe(0);
    expect(scene.kindsOf(job)).toEqual(['cancelled']);
    expect(scene.eventOf(job, 'cancelled')).toMatchObject({ by: 'octocat', usage: NO_USAGE });
    expect(reported).toEqual(['cancelled by octocat']);
  });

  it('is written down once and told once when whoever ordered it wrote it down in the queue', async () => {
    const job = quickfixJob();
    await scene.broker.publish(job);
    await scene.orders.cancel(job.jobId, 'octocat');
    await scene.chronicle.publish(job.jobId, { kind: 'cancelled', attempt: 1, by: 'octocat', usage: NO_USAGE });
    const reported: `cancelled by ${string}`[] = [];

    await scene.startWorker(async () => RESULT, { reported });
    await scene.untilIdle();

    expect(scene.kindsOf(job)).toEqual(['cancelled']);
    expect(reported).toEqual(['cancelled by octocat']);
  });

  it('that comes while people are told of a failure leaves no next attempt to wait for', async () => {
    const job = quickfixJob();
    const reported: (FailureCode | `cancelled by ${string}`)[] = [];
    const { control } = await scene.startWorker(() => Promise.reject(new JobFailure('model-unavailable')), {
      reported,
      whileTelling: async () => {
        await scene.orders.cancel(job.jobId, 'octocat');
        await waitUntil('the order is there', () => control.orderFor(job.jobId));
      },
    });
    await scene.broker.publish(job);

    await scene.untilEvent(job, 'cancelled');

    expect(scene.kindsOf(job)).toEqual(['started', 'cancelled']);
    expect(reported).toEqual(['model-unavailable', 'cancelled by octocat']);
  });

  it('keeps a job that waits for its next attempt from starting again, and knows what it cost', async () => {
    let runs = 0;
    await scene.startWorker(async (_job, { usage }) => {
      runs += 1;
      usage(USAGE);
      throw new JobFailure('model-unavailable');
    });
    const job = quickfixJob();
    await scene.broker.publish(job);
    await scene.untilEvent(job, 'retrying');

    await scene.orders.cancel(job.jobId, 'octocat');

    await scene.untilEvent(job, 'cancelled');
    expect(runs).toBe(1);
    expect(scene.eventOf(job, 'cancelled')).toMatchObject({ attempt: 2, usage: USAGE });
  });

  it('means nothing to a job that has ended', async () => {
    await scene.startWorker(async () => RESULT);
    const job = quickfixJob();
    await scene.broker.publish(job);
    await scene.untilEvent(job, 'succeeded');

    await scene.orders.cancel(job.jobId, 'octocat');
    await scene.broker.publish(job);

    await waitUntil('it was looked at again', async () => (await scene.broker.counts('quickfix.jobs')).ready === 0);
    await scene.untilIdle();
    expect(scene.kindsOf(job)).toEqual(['started', 'succeeded']);
  });

  it('is heard of also after the stream of orders was deleted and made anew', async () => {
    const { control } = await scene.startWorker(untilAborted);
    await scene.broker.admin.deleteQueue('job.control');
    await scene.broker.admin.assertQueue('job.control', {
      durable: true,
      arguments: { 'x-queue-type': 'stream', 'x-max-age': '7D' },
    });
    await scene.broker.admin.bindQueue('job.control', 'job.control', '#');
    const job = quickfixJob();
    await scene.broker.publish(job);
    await scene.untilEvent(job, 'started');

    await scene.orders.cancel(job.jobId, 'octocat');

    await scene.untilEvent(job, 'cancelled');
    expect(control.orderFor(job.jobId)).toMatchObject({ by: 'octocat' });
  });
});
