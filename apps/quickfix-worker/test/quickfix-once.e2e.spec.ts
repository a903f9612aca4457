import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { searchReplace } from '@ai-coding-agent/github-sandbox';
import { quickfixJob, waitUntil } from '@ai-coding-agent/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { BRANCH, EDIT, REPLY, createQuickfixScene, type QuickfixScene } from './quickfix-scene.js';

describe('a quickfix, whatever happens meanwhile', () => {
  let scene: QuickfixScene;
  beforeAll(async () => void (scene = await createQuickfixScene()));
  afterAll(() => scene.close());
  beforeEach(() => scene.newRepository());

  it('updates the pull request of an earlier job on the same issue, from the base again', async () => {
    const first = await scene.run();
    await scene.sandbox.commitFiles(scene.repository, 'main', { 'new.txt': 'new\n' });
    scene.model.setScript([searchReplace({ ...EDIT, replace: '    return "good bye"\n' })]);

    const second = await scene.run();

    expect(second.result).toMatchObject({
      outcome: 'pull_request_updated',
      pullRequestNumber: first.result?.pullRequestNumber,
    });
    expect(await scene.sandbox.readFile(scene.repository, BRANCH, 'app.py')).toContain('"good bye"');
    expect(await scene.sandbox.log(scene.repository, BRANCH)).toHaveLength(3);
    expect(scene.pullRequests()).toHaveLength(1);
    expect(scene.comments()).toHaveLength(2);
  });

  it('never overwrites what a person pushed to the branch', async () => {
    await scene.run();
    await scene.sandbox.commitFiles(scene.repository, BRANCH, { 'mine.txt': 'by hand\n' }, { by: 'maintainer' });
    const before = scene.branches()[BRANCH];

    const job = await scene.run();

    expect(job).toMatchObject({ status: 'failed', failure: { code: 'branch-has-other-commits' } });
    expect(scene.branches()[BRANCH]).toBe(before);
    expect(scene.comments().at(-1)).toContain('/refine');
    expect(await scene.takeDeadLetter()).toBeUndefined();
  });

  it('is done once when its message is delivered twice, one after the other', async () => {
    const job = quickfixJob({ repository: scene.repository, issueNumber: 1 });
    await scene.publish(job);
    await scene.client.untilEnded(job.jobId);

    await scene.publish(job);
    await sleep(500);
    await waitUntil('the queues are empty', scene.isIdle);

    expect(scene.model.requests).toHaveLength(1);
    expect(scene.pullRequests()).toHaveLength(1);
    expect(scene.comments()).toHaveLength(1);
  });

  it('is done once when its message is delivered to two workers at once', async () => {
    scene.model.setScript([{ content: REPLY, delayMs: 1_000 }]);
    const second = await scene.system.startApp('quickfix-worker');
    const job = quickfixJob({ repository: scene.repository, issueNumber: 1 });

    await Promise.all([scene.publish(job), scene.publish(job)]);
    const ended = await scene.client.untilEnded(job.jobId);
    await waitUntil('the queues are empty', scene.isIdle);

    expect(ended.result?.outcome).toBe('pull_request_opened');
    expect(scene.model.requests).toHaveLength(1);
    expect(scene.pullRequests()).toHaveLength(1);
    expect(scene.comments()).toHaveLength(1);
    expect(await second.stop()).toBe(0);
  });

  it('is finished by another worker when its own is killed, without asking the model again', async () => {
    await scene.system.apps['quickfix-worker']!.stop();
    const victim = await scene.system.startApp('quickfix-worker');
    const hanging = scene.sandbox.injectFault({ method: 'POST', path: /\/pulls$/, hang: true, times: 1 });
    const jobId = await scene.start();
    await scene.client.untilStatus(jobId, ['running']);
    await waitUntil('it is about to open the pull request', () => hanging.hits === 1);

    await victim.kill();
    hanging.remove();
    const survivor = await scene.system.startApp('quickfix-worker');
    const job = await scene.client.untilEnded(jobId);

    expect(job.result).toMatchObject({ outcome: 'pull_request_opened', changedFiles: ['app.py'] });
    expect(scene.model.requests).toHaveLength(1);
    expect(scene.pullRequests()).toHaveLength(1);
    expect(scene.comments()).toHaveLength(1);
    expect(await scene.system.leftovers()).toEqual([]);
    // People see the end before it is logged.
    await waitUntil('the survivor has logged the end', () => survivor.output.includes('job ended'));
  });

  it('lets the running job finish on SIGTERM, takes no other, and exits 0', async () => {
    scene.model.setScript([{ content: REPLY, delayMs: 1_500 }]);
    const jobId = await scene.start();
    await waitUntil('the model is asked', () => scene.model.requests.length === 1);
    const workers = execFileSync('pgrep', ['-f', 'quickfix-worker/dist/main.js'], { encoding: 'utf8' })
      .trim()
      .split('\n');
    const own = workers.map(Number).filter((pid) => isOurs(pid));

    for (const pid of own) process.kill(pid, 'SIGTERM');
    const waiting = await scene.start({ issueNumber: scene.sandbox.openIssue(scene.repository, { title: 'Next' }) });
    const job = await scene.client.untilEnded(jobId);

    expect(job.status).toBe('succeeded');
    await waitUntil('the worker is gone', () => own.every((pid) => !isOurs(pid)));
    expect(await scene.client.read(waiting)).toMatchObject({ status: 'queued' });
    await scene.system.startApp('quickfix-worker');
    expect(await scene.client.untilEnded(waiting)).toMatchObject({ status: 'succeeded' });
  });

  function isOurs(pid: number): boolean {
    try {
      return readFileSync(`/proc/${pid}/environ`, 'utf8').includes(`RABBITMQ_URL=${scene.vhost.url}`);
    } catch {
      return false;
    }
  }
});
