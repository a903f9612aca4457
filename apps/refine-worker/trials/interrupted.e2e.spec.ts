import type {} from '@ai-coding-agent/testing/broker-setup';
import { waitUntil } from '@ai-coding-agent/testing';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { BRANCH, openRefineScene, saying, type RefineScene } from '../test/refine-scene.js';

describe('a refine whose worker is killed after its push', () => {
  let scene: RefineScene;

  beforeAll(async () => {
    scene = await openRefineScene(inject('broker'));
    await scene.system.apps['refine-worker']!.stop();
  });
  afterAll(() => scene.close());

  /** What happens at the forge before another worker takes the job. */
  type Meanwhile = (repository: string, number: number) => Promise<unknown>;
  const meanwhile: [string, Meanwhile][] = [
    ['under a person’s commit', (repository) => commitTheirs(repository)],
    [
      'once its pull request is merged',
      (repository, number) => scene.system.sandbox.mergePullRequest(repository, number),
    ],
  ];
  const commitTheirs = (repository: string) =>
    scene.system.sandbox.commitFiles(repository, BRANCH, { 'THEIRS.md': 'mine\n' });

  it.each(meanwhile)('is finished by another one %s', async (_when, happen) => {
    const { system } = scene;
    const { sandbox, model, client } = system;
    const { repository, number } = await scene.pullRequest();
    const tip = () => sandbox.branches(repository)[BRANCH];
    model!.setScript([saying('hello', 'bye')]);
    const victim = await system.startApp('refine-worker');
    const hanging = sandbox.injectFault({ method: 'POST', path: /\/comments$/, hang: true, times: 1 });
    const before = tip();
    const jobId = await client.start({
      ...{ mode: 'refine', repository, pullRequestNumber: number, instructions: 'say bye', requestedBy: 'maintainer' },
    });
    // The comment hangs in the background until the very last stage has to wait for it.
    await waitUntil('it has pushed, and is about to comment', () => hanging.hits === 1 && tip() !== before);
    const pushed = tip();

    await victim.kill();
    hanging.remove();
    await happen(repository, number);
    const rescuer = await system.startApp('refine-worker');
    const job = await client.untilEnded(jobId);

    expect(job).toMatchObject({
      status: 'succeeded',
      result: { outcome: 'pull_request_updated', commitSha: pushed, changedFiles: ['app.py'] },
    });
    expect(model!.requests).toHaveLength(1);
    expect(sandbox.comments(repository, number)).toHaveLength(1);
    await waitUntil('nothing is left', async () => (await system.leftovers()).length === 0);
    await rescuer.stop();
  });
});
