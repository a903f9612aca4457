import { JobFailure } from '@ai-coding-agent/failures';
import { describe, expect, it } from 'vitest';
import { stageRunner } from './stage-runner.js';

describe('stageRunner', () => {
  it('names the stage of a failure, and makes a bug of anything unknown', async () => {
    const reached: string[] = [];
    const context = {
      attempt: 1,
      startedAt: 0,
      signal: new AbortController().signal,
      stageReached: (stage: string) => void reached.push(stage),
      usage: () => undefined,
    };
    const stage = stageRunner(context);

    await expect(stage('push-branch', async () => Promise.reject(new JobFailure('git-auth')))).rejects.toMatchObject({
      code: 'git-auth',
      stage: 'push-branch',
    });
    await expect(stage('report', async () => Promise.reject(new TypeError('x')))).rejects.toMatchObject({
      code: 'internal-error',
      stage: 'report',
    });
    expect(reached).toEqual(['push-branch', 'report']);
  });

  it('names the stage in which an attempt had to end, whatever the stage throws', async () => {
    const abort = new AbortController();
    const reason = new JobFailure('timed-out');
    const ignored = () => undefined;
    const context = { attempt: 1, startedAt: 0, signal: abort.signal, stageReached: ignored, usage: ignored };
    const interrupted = async () => {
      abort.abort(reason);
      throw new JobFailure('github-unreachable');
    };

    await expect(stageRunner(context)('authorize', interrupted)).rejects.toThrow();
    expect(reason.stage).toBe('authorize');
  });

  it('starts no stage once the attempt has to end', async () => {
    const abort = new AbortController();
    abort.abort(new JobFailure('timed-out'));
    const context = {
      attempt: 1,
      startedAt: 0,
      signal: abort.signal,
      stageReached: () => undefined,
      usage: () => undefined,
    };
    let ran = false;

    const running = stageRunner(context)('report', async () => void (ran = true));

    await expect(running).rejects.toMatchObject({ code: 'timed-out' });
    expect(ran).toBe(false);
  });
});
