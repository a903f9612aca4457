import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { SAMPLE, searchReplace } from '@ai-coding-agent/github-sandbox';
import { API_TOKEN, MODEL_KEY } from '@ai-coding-agent/local-system';
import { waitUntil } from '@ai-coding-agent/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { BRANCH, EDIT, FIX, createQuickfixScene, type QuickfixScene } from './quickfix-scene.js';

describe('a quickfix that can’t be done', () => {
  let scene: QuickfixScene;
  beforeAll(async () => void (scene = await createQuickfixScene()));
  afterAll(() => scene.close());
  beforeEach(() => scene.newRepository());

  it('fails clearly and at once when the provider refuses the key', async () => {
    scene.model.setScript([{ status: 401, error: { message: `Incorrect API key provided: ${MODEL_KEY}` } }]);

    const job = await scene.run();

    expect(job).toMatchObject({ status: 'failed', attempt: 1, failure: { code: 'model-auth', stage: 'apply-edits' } });
    expect(scene.model.requests).toHaveLength(1);
    expect(scene.comments()).toEqual([expect.stringContaining('The model provider did not accept the API key.')]);
    expect(scene.comments()[0]).not.toContain(MODEL_KEY);
    expect(scene.comments()[0]).toContain('$0.0000'); // it has a price, but a refusal costs nothing
    const dead = await waitUntil('it is among the dead letters', () => scene.takeDeadLetter());
    expect(dead.properties.headers?.['x-failure-reason']).toContain('model-auth');
    expect(String(dead.content) + JSON.stringify(dead.properties)).not.toContain(MODEL_KEY);
  });

  it('tries again when the provider is down, and says so meanwhile', async () => {
    scene.model.setScript([{ status: 503, error: { message: 'overloaded' } }]);
    const jobId = await scene.start();

    const waiting = await scene.client.untilStatus(jobId, ['retrying']);
    expect(waiting).toMatchObject({ failure: { code: 'model-unavailable' }, nextAttemptAt: expect.any(String) });
    expect(scene.comments()).toEqual([expect.stringContaining('tried again')]);
    scene.model.setScript(FIX);
    const job = await scene.client.untilEnded(jobId);

    // One call of each attempt: they share one budget.
    expect(job).toMatchObject({ status: 'succeeded', attempt: 2, usage: { llmCalls: 2 } });
    expect(scene.comments()).toEqual([expect.stringContaining('I opened')]);
  });

  it('fails clearly when the clone is refused', async () => {
    const fault = scene.sandbox.injectFault({ path: /git-upload-pack/, status: 403, times: 100 });

    const job = await scene.run();
    fault.remove();

    expect(job).toMatchObject({ status: 'failed', failure: { code: 'git-auth', stage: 'prepare-checkout' } });
    expect(scene.comments()).toHaveLength(1);
    expect((await waitUntil('it is among the dead letters', () => scene.takeDeadLetter())).properties.messageId).toBe(
      job.jobId,
    );
    expect(await scene.system.leftovers()).toEqual([]);
  });

  it('fails clearly when the push is refused', async () => {
    await scene.sandbox.protectBranch(scene.repository, BRANCH);

    const job = await scene.run();

    expect(job).toMatchObject({ status: 'failed', failure: { code: 'push-rejected', stage: 'push-branch' } });
    expect(scene.comments()).toEqual([expect.stringContaining('The git server rejected the push.')]);
    expect(scene.pullRequests()).toEqual([]);
    await waitUntil('it is among the dead letters', () => scene.takeDeadLetter());
  });

  it('fails clearly when repository, issue or base branch is missing', async () => {
    const [repo, issue, branch] = [
      await scene.run({ repository: 'acme/nowhere' }),
      await scene.run({ issueNumber: 99 }),
      await scene.run({ baseBranch: 'nowhere' }),
    ];

    expect([repo, issue, branch].map(({ failure }) => failure?.code)).toEqual([
      'repository-not-found',
      'issue-not-found',
      'base-branch-not-found',
    ]);
    await waitUntil('it is among the dead letters', () => scene.takeDeadLetter());
    expect(await scene.takeDeadLetter()).toBeUndefined();
  });

  it.each([
    ['.github/workflows/ci.yml', 'on: push\n', 'protected-path'],
    ['.git/hooks/post-commit', '#!/bin/sh\n', 'protected-path'],
    ['../outside.txt', 'x\n', 'unsafe-path'],
  ])('pushes nothing when the model writes %s, although another edit is good', async (path, content, code) => {
    const evil = `${path}\n\`\`\`\n<<<<<<< SEARCH\n=======\n${content}>>>>>>> REPLACE\n\`\`\`\n`;
    scene.model.setScript([`${searchReplace(EDIT)}\n${evil}`]);

    const job = await scene.run();

    expect(job).toMatchObject({ status: 'failed', failure: { code } });
    expect(Object.keys(scene.branches())).toEqual(['main']);
    expect(await scene.takeDeadLetter()).toBeUndefined();
  });

  it.each([
    ['that looks like one of GitHub', `ghp_${'x7Kd0QpLz93mVb2RtYw8'}${'NcJf5Hs1Ga6EuTiO'}`],
    ['of this deployment, encoded', Buffer.from(`key=${MODEL_KEY}`).toString('base64')],
  ])('pushes nothing when the model writes a secret %s', async (_what, secret) => {
    scene.model.setScript([searchReplace({ ...EDIT, replace: `    return "${secret}"\n` })]);

    const job = await scene.run();

    expect(job).toMatchObject({ status: 'failed', failure: { code: 'secret-in-change', stage: 'guard-changes' } });
    expect(Object.keys(scene.branches())).toEqual(['main']);
    expect(JSON.stringify([job, scene.comments(), scene.logs])).not.toContain(secret);
  });

  it('stops at its time limit', async () => {
    scene.model.setScript([{ hang: true }]);

    const job = await scene.run({ limits: { timeoutSeconds: 3 } });

    expect(job).toMatchObject({ status: 'failed', attempt: 1, failure: { code: 'timed-out', stage: 'apply-edits' } });
    expect(scene.comments()).toEqual([expect.stringContaining('time limit')]);
    expect(await scene.system.leftovers()).toEqual([]);
  });

  it('shows no secret anywhere', async () => {
    const secrets = [SAMPLE.agent.token, MODEL_KEY, API_TOKEN];
    const events: string[] = [];
    const reading = await scene.connection.createChannel();
    await reading.prefetch(1_000);
    const offset = { arguments: { 'x-stream-offset': 'first' }, noAck: false };
    await reading.consume(
      'job.events',
      (message) => void events.push(JSON.stringify(message) + String(message?.content)),
      offset,
    );
    await waitUntil('the events are read', () => events.length > 100);
    await reading.close();

    const { status } = spawnSync('grep', ['-rqaF', ...secrets.flatMap((secret) => ['-e', secret]), '.'], {
      cwd: join(scene.sandbox.gitDirectory(scene.repository), '../..'),
    });
    const text = [...scene.logs, ...events, JSON.stringify(scene.sandbox.issues(scene.repository))].join('\n');
    expect(scene.logs.length).toBeGreaterThan(50);
    for (const secret of secrets) expect(text).not.toContain(secret);
    expect(status).toBe(1); // searched, and found nothing
  });
});
