import { addUsage, NO_USAGE, type JobUsage, type QuickfixJob } from '@ai-coding-agent/contracts';
import { JobFailure, type FailureCode } from '@ai-coding-agent/failures';
import { quickfixJob, waitUntil } from '@ai-coding-agent/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { JobRun } from '../src/index.js';
import { createExecutionScene, RESULT, USAGE, type ExecutionScene } from './execution-scene.js';

describe('JobExecution', () => {
  let scene: ExecutionScene;
  beforeEach(async () => void (scene = await createExecutionScene()));
  afterEach(() => scene.close());

  it('writes down everything that happens to a job', async () => {
    await scene.startWorker(async (_job, run) => {
      run.stageReached('read-issue');
      run.usage(USAGE);
      return RESULT;
    });
    const job = quickfixJob();

    await scene.broker.publish(job);

    await waitUntil('the job succeeded', () => scene.kindsOf(job).includes('succeeded'));
    expect(scene.kindsOf(job)).toEqual(['started', 'stage', 'succeeded']);
    expect(scene.eventOf(job, 'succeeded')).toMatchObject({ attempt: 1, result: RESULT, usage: USAGE });
    await scene.untilIdle();
  });

  it('does a job once that is delivered twice, one after the other', async () => {
    let runs = 0;
    await scene.startWorker(async () => ((runs += 1), RESULT));
    const job = quickfixJob();

    await scene.broker.publish(job);
    await waitUntil('the job succeeded', () => scene.kindsOf(job).includes('succeeded'));
    await scene.broker.publish(job);
    await waitUntil(
      'it was looked at again',
      () => scene.kindsOf(job).filter((kind) => kind === 'started').length === 2,
    );
    await scene.untilIdle();

    expect(runs).toBe(1);
    expect(scene.kindsOf(job).filter((kind) => kind === 'succeeded')).toHaveLength(1);
  });

  it('does a job once that is delivered again to a worker who reads no further back than a moment', async () => {
    const longAgo = quickfixJob({ requestedAt: new Date(Date.now() - 3_600_000).toISOString() });
    await scene.chronicle.publish(longAgo.jobId, { kind: 'succeeded', attempt: 1, result: RESULT, usage: USAGE });
    let runs = 0;
    await scene.startWorker(async () => ((runs += 1), RESULT), { history: { windowMs: 0 } });

    await scene.broker.publish(longAgo);
    await scene.untilEvent(longAgo, 'started');
    await scene.untilIdle();

    expect(runs).toBe(0);
  });

  it('leaves a dead letter for a job whose worker was killed just before it', async () => {
    const job = quickfixJob();
    const failure = { code: 'git-auth', stage: 'push-branch', message: 'refused', retryable: false };
    await scene.chronicle.publish(job.jobId, { kind: 'failed', attempt: 1, failure, usage: USAGE });
    await scene.startWorker(async () => RESULT);

    await scene.broker.publish(job);

    const dead = await waitUntil('it is among the dead letters', () => scene.broker.take('jobs.dead'));
    expect(dead.properties.messageId).toBe(job.jobId);
    expect(scene.kindsOf(job)).not.toContain('succeeded');
  });

  it('gives up an attempt that has killed its worker three times, and the job with its last attempt', async () => {
    const reported: FailureCode[] = [];
    let runs = 0;
    await scene.startWorker(async () => ((runs += 1), RESULT), { reported });
    const job = quickfixJob();
    const start = { kind: 'started', job: { mode: 'quickfix', repository: job.repository, requestedAt: '' } } as const;
    for (let i = 0; i < 3; i += 1) await scene.chronicle.publish(job.jobId, { ...start, attempt: 1 });
    for (let i = 0; i < 3; i += 1) await scene.chronicle.publish(job.jobId, { ...start, attempt: 2 });

    await scene.broker.publish(job, { 'x-attempt': 2 });

    const dead = await waitUntil('it is among the dead letters', () => scene.broker.take('jobs.dead'));
    expect(dead.properties.headers?.['x-failure-reason']).toContain('crash-loop');
    expect(scene.eventOf(job, 'failed').failure.code).toBe('crash-loop');
    expect(reported).toEqual(['crash-loop']);
    expect(runs).toBe(0);
  });

  it('tries a job again with its next attempt after it has killed three workers', async () => {
    const attempts: number[] = [];
    await scene.startWorker(async (_job, { attempt }) => (attempts.push(attempt), RESULT));
    const job = quickfixJob();
    const start = { kind: 'started', job: { mode: 'quickfix', repository: job.repository, requestedAt: '' } } as const;
    for (let i = 0; i < 3; i += 1) await scene.chronicle.publish(job.jobId, { ...start, attempt: 1 });

    await scene.broker.publish(job);

    await scene.untilEvent(job, 'succeeded');
    expect(attempts).toEqual([2]);
    expect(scene.eventOf(job, 'retrying').failure.code).toBe('crash-loop');
  });

  it('holds nothing against a job that was handed back in order', async () => {
    let runs = 0;
    await scene.startWorker(async () => ((runs += 1), RESULT));
    const job = quickfixJob();
    const start = { kind: 'started', job: { mode: 'quickfix', repository: job.repository, requestedAt: '' } } as const;
    for (let i = 0; i < 5; i += 1) {
      await scene.chronicle.publish(job.jobId, { ...start, attempt: 1 });
      await scene.chronicle.publish(job.jobId, { kind: 'requeued', attempt: 1, reason: 'drain' });
    }

    await scene.broker.publish(job);

    await scene.untilEvent(job, 'succeeded');
    expect(runs).toBe(1);
  });

  it('does a job once that is delivered to two workers at once', async () => {
    let runs = 0;
    const run = async () => {
      runs += 1;
      await new Promise((wake) => setTimeout(wake, 1_000));
      return RESULT;
    };
    await scene.startWorker(run);
    await scene.startWorker(run);
    const job = quickfixJob();

    await Promise.all([scene.broker.publish(job), scene.broker.publish(job)]);
    await waitUntil('the job succeeded', () => scene.kindsOf(job).includes('succeeded'));
    await scene.untilIdle();

    expect(runs).toBe(1);
    expect(scene.kindsOf(job).filter((kind) => kind === 'succeeded')).toHaveLength(1);
  });

  it('never does two jobs on one branch at the same time, and loses neither', async () => {
    let running = 0;
    let most = 0;
    const run = async () => {
      most = Math.max(most, (running += 1));
      await new Promise((wake) => setTimeout(wake, 700));
      running -= 1;
      return RESULT;
    };
    await scene.startWorker(run);
    await scene.startWorker(run);
    const jobs = [quickfixJob(), quickfixJob()];

    await Promise.all(jobs.map((job) => scene.broker.publish(job)));
    for (const job of jobs) await waitUntil('the job succeeded', () => scene.kindsOf(job).includes('succeeded'));

    expect(most).toBe(1);
    expect(jobs.map((job) => scene.eventOf(job, 'succeeded')).map(({ attempt }) => attempt)).toEqual([1, 1]);
  });

  it('tries a transient failure again, says when, and gives up after the last attempt', async () => {
    const reported: FailureCode[] = [];
    const spentBefore: JobUsage[] = [];
    await scene.startWorker(
      async (_job, run) => {
        spentBefore.push(run.spentBefore);
        run.usage(USAGE);
        throw new JobFailure('model-unavailable', { detail: 'status 503' });
      },
      { reported },
    );
    const job = quickfixJob();

    await scene.broker.publish(job);

    const dead = await waitUntil('it is among the dead letters', () => scene.broker.take('jobs.dead'));
    await waitUntil('it failed', () => scene.kindsOf(job).includes('failed'));
    expect(scene.kindsOf(job)).toEqual(['started', 'retrying', 'started', 'failed']);
    expect(scene.eventOf(job, 'retrying')).toMatchObject({
      attempt: 1,
      failure: { code: 'model-unavailable', retryable: true },
    });
    expect(spentBefore).toEqual([NO_USAGE, USAGE]);
    expect(scene.eventOf(job, 'failed')).toMatchObject({ attempt: 2, usage: addUsage(USAGE, USAGE) });
    expect(dead.properties.messageId).toBe(job.jobId);
    expect(dead.properties.headers?.['x-failure-reason']).toMatch(/^out of attempts: model-unavailable: .*status 503/);
    // The end of its delay is no death: else it would look as if the broker had given it up.
    expect(Object.keys(dead.properties.headers ?? {}).filter((name) => name.includes('death'))).toEqual([]);
    expect(reported).toEqual(['model-unavailable', 'model-unavailable']);
    await scene.untilIdle();
  });

  it('moves what an operator can mend to the dead letters at once', async () => {
    await scene.startWorker(async () => {
      throw new JobFailure('git-auth');
    });
    const job = quickfixJob();

    await scene.broker.publish(job);

    const dead = await waitUntil('it is among the dead letters', () => scene.broker.take('jobs.dead'));
    expect(dead.properties.headers?.['x-failure-reason']).toContain('git-auth');
    await waitUntil('it failed', () => scene.kindsOf(job).includes('failed'));
    expect(scene.kindsOf(job)).toEqual(['started', 'failed']);
  });

  it('ends what was decided without a dead letter', async () => {
    await scene.startWorker(async () => {
      throw new JobFailure('branch-has-other-commits');
    });
    const job = quickfixJob();

    await scene.broker.publish(job);
    await waitUntil('it failed', () => scene.kindsOf(job).includes('failed'));
    await scene.untilIdle();

    expect(await scene.broker.take('jobs.dead')).toBeUndefined();
  });

  it('takes what it does not know for a bug, and hides it', async () => {
    await scene.startWorker(async () => {
      throw new TypeError('password is hunter2');
    });
    const job = quickfixJob();

    await scene.broker.publish(job);

    await waitUntil('it failed', () => scene.kindsOf(job).includes('failed'));
    expect(scene.eventOf(job, 'failed').failure).toMatchObject({ code: 'internal-error', retryable: false });
    expect(JSON.stringify(scene.events)).not.toContain('hunter2');
    await waitUntil('it is among the dead letters', () => scene.broker.take('jobs.dead'));
  });

  it('stops a job at its time limit', async () => {
    await scene.startWorker(
      (_job, { signal }) =>
        new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(new Error('stopped')))),
      { timeoutSeconds: 0.2 },
    );
    const job = quickfixJob();

    await scene.broker.publish(job);

    await waitUntil('it failed', () => scene.kindsOf(job).includes('failed'));
    expect(scene.eventOf(job, 'failed').failure.code).toBe('timed-out');
  });

  it('hands a running job back when its worker leaves, and another worker does it', async () => {
    let runs = 0;
    const run = (_job: QuickfixJob, { signal }: JobRun): Promise<typeof RESULT> => {
      runs += 1;
      if (runs > 1) return Promise.resolve(RESULT);
      return new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(new Error('stopped'))));
    };
    const { server: leaving } = await scene.startWorker(run, { drainMs: 100 });
    const job = quickfixJob();
    await scene.broker.publish(job);
    await waitUntil('the job runs', () => runs === 1);

    await leaving.close();
    await scene.startWorker(run);

    await waitUntil('the job succeeded', () => scene.kindsOf(job).includes('succeeded'));
    expect(scene.eventOf(job, 'succeeded').attempt).toBe(1);
    expect(scene.kindsOf(job)).toContain('requeued');
  });
});
