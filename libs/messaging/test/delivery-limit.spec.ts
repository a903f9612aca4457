import { once } from 'node:events';
import { DELIVERY_LIMIT } from '@ai-coding-agent/contracts';
import { quickfixJob, waitUntil } from '@ai-coding-agent/testing';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { JobRun } from '../src/index.js';
import { createExecutionScene, RESULT, type ExecutionScene } from './execution-scene.js';

let scene: ExecutionScene;
beforeEach(async () => void (scene = await createExecutionScene()));
afterEach(() => scene.close());

it(
  'the broker gives up no job that came back from many workers, once one has outlived it',
  { timeout: 60_000 },
  async () => {
    const { admin } = scene.broker;
    const job = quickfixJob();
    await scene.broker.publish(job);
    for (let time = 0; time < DELIVERY_LIMIT; time += 1) {
      const message = await waitUntil('it is back', async () => (await admin.get('quickfix.jobs')) || undefined);
      admin.nack(message, false, true);
    }

    const untilLeft = async (_job: unknown, { signal }: JobRun) => {
      await once(signal, 'abort');
      throw new Error('it had to stop');
    };
    const leaving = await scene.startWorker(untilLeft, { drainMs: 0 });
    await scene.untilEvent(job, 'started');
    await leaving.server.close(); // which is once more than the limit
    await scene.startWorker(async () => RESULT);

    await scene.untilEvent(job, 'succeeded');
    expect(await scene.broker.take('jobs.dead')).toBeUndefined();
  },
);
