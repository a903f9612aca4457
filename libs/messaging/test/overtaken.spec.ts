import { JobFailure } from '@ai-coding-agent/failures';
import { quickfixJob, startFreezableProxy, waitUntil, type FreezableProxy } from '@ai-coding-agent/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createExecutionScene, RESULT, type ExecutionScene } from './execution-scene.js';

/** What a job waits for until the test lets it go. */
function gate() {
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => (open = resolve));
  return { opened, open };
}

/** Longer than a reconnect and the next try to write. */
const A_WHILE_MS = 3_000;

describe('a worker that has lost its locks to another one', () => {
  let scene: ExecutionScene;
  let proxy: FreezableProxy;
  beforeEach(async () => {
    scene = await createExecutionScene();
    proxy = await startFreezableProxy(scene.broker.url);
  });
  afterEach(async () => {
    await scene.close();
    await proxy.close();
  });

  /** A job that runs in a worker that is cut off, and in another one that has got it, too; each waits to be let go. */
  async function startTwice({ shakyFails = false } = {}) {
    const job = quickfixJob();
    const shaky = gate();
    const other = gate();
    const running: string[] = [];
    const options = { url: proxy.url };
    await scene.startWorker(async () => {
      running.push('shaky');
      await shaky.opened;
      if (shakyFails) throw new JobFailure('git-auth');
      return RESULT;
    }, options);
    await scene.broker.publish(job);
    await waitUntil('it runs', () => running.length === 1);
    proxy.freeze();
    proxy.cut();
    await scene.startWorker(async () => {
      running.push('other');
      await other.opened;
      return RESULT;
    });
    await scene.broker.publish(job);
    await waitUntil('it runs in the other one, too', () => running.length === 2);
    return { job, shaky: shaky.open, other: other.open };
  }

  const endsOf = (job: { jobId: string }) => scene.kindsOf(job).filter((kind) => /succeeded|failed/.test(kind));

  it('does not end the job while that one has the locks', async () => {
    const { job, shaky, other } = await startTwice();

    shaky();
    proxy.thaw();
    await new Promise((wake) => setTimeout(wake, A_WHILE_MS));
    expect(endsOf(job)).toEqual([]);
    other();

    await scene.untilEvent(job, 'succeeded');
    await scene.untilIdle();
    expect(endsOf(job)).toEqual(['succeeded']);
  });

  it('does not end the job after that one has', async () => {
    const { job, shaky, other } = await startTwice();

    other();
    await scene.untilEvent(job, 'succeeded');
    shaky();
    proxy.thaw();

    await scene.untilIdle();
    expect(endsOf(job)).toEqual(['succeeded']);
  });

  it('does not fail the job after that one has ended it', async () => {
    const { job, shaky, other } = await startTwice({ shakyFails: true });

    other();
    await scene.untilEvent(job, 'succeeded');
    shaky();
    proxy.thaw();

    await scene.untilIdle();
    expect(endsOf(job)).toEqual(['succeeded']);
    expect(await scene.broker.take('jobs.dead')).toBeUndefined();
  });

  it('ends the job when nobody else has had it meanwhile', async () => {
    const job = quickfixJob();
    const release = gate();
    let runs = 0;
    await scene.startWorker(
      async () => {
        runs += 1;
        await release.opened;
        return RESULT;
      },
      { url: proxy.url },
    );
    await scene.broker.publish(job);
    await waitUntil('it runs', () => runs === 1);

    proxy.cut();
    release.open();

    await scene.untilEvent(job, 'succeeded');
    await scene.untilIdle();
    expect({ runs, ends: endsOf(job) }).toEqual({ runs: 1, ends: ['succeeded'] });
  });
});
