import { JobFailure } from '@ai-coding-agent/failures';
import { quickfixJob } from '@ai-coding-agent/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createExecutionScene, RESULT, type ExecutionScene } from './execution-scene.js';

describe('a job that has to be patient', () => {
  let scene: ExecutionScene;
  beforeEach(async () => void (scene = await createExecutionScene()));
  afterEach(() => scene.close());

  it('waits as long as the other side asks for, also when no queue has a delay that long', async () => {
    await scene.startWorker(async (_job, { attempt }) => {
      if (attempt === 1) throw new JobFailure('github-rate-limited', { retryAfterSeconds: 3 });
      return RESULT;
    });
    const job = quickfixJob();

    await scene.broker.publish(job);

    await scene.untilEvent(job, 'succeeded');
    expect(scene.kindsOf(job)).toEqual(['started', 'retrying', 'started', 'succeeded']);
    const [first, second] = scene.events.filter((event) => event.jobId === job.jobId && event.kind === 'started');
    const { nextAttemptAt } = scene.eventOf(job, 'retrying');
    // A little before it, as both were taken from the clock one after the other.
    expect(Date.parse(second!.at)).toBeGreaterThan(Date.parse(nextAttemptAt) - 500);
    expect(Date.parse(nextAttemptAt)).toBeGreaterThanOrEqual(Date.parse(first!.at) + 3_000);
    expect(second).toMatchObject({ attempt: 2 });
    await scene.untilIdle();
  });
});
