import { SAMPLE, searchReplace } from '@ai-coding-agent/github-sandbox';
import { startLocalSystem, type LocalSystem } from '@ai-coding-agent/local-system';
import { createTemporaryVhost, waitUntil, type TemporaryVhost } from '@ai-coding-agent/testing';
import type {} from '@ai-coding-agent/testing/broker-setup';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';

const BRANCH = 'feature';
const SOURCE = 'def hello():\n    return "hi"\n';
const REPLY = searchReplace({ path: 'app.py', search: '    return "hi"\n', replace: '    return "bye"\n' });
const { maintainer, agent } = SAMPLE;
const API = /\/api\//;

describe('while GitHub’s API is away', () => {
  let vhost: TemporaryVhost;
  let system: LocalSystem;
  let repository: string;
  let pull: number;
  let count = 0;
  /** Ends a hang. */
  let release = (): void => undefined;

  beforeAll(async () => {
    vhost = await createTemporaryVhost(inject('broker'));
    system = await startLocalSystem({
      rabbitmqUrl: vhost.url,
      script: [REPLY],
      apps: ['ingest-api', 'refine-worker'],
      env: { RETRY_DELAYS_SECONDS: '1' },
    });
  });
  afterAll(async () => {
    await system.close();
    await vhost.remove();
  });
  beforeEach(async () => {
    repository = `acme/away-${(count += 1)}`;
    const { sandbox, model } = system;
    await sandbox.createRepository(repository, { files: { 'app.py': SOURCE } });
    sandbox.setPermission(repository, agent.login, 'write');
    sandbox.setPermission(repository, maintainer.login, 'maintain');
    await sandbox.commitFiles(repository, BRANCH, { 'app.py': `${SOURCE}# more\n` });
    pull = await sandbox.openPullRequest(repository, { title: 'Greet', head: BRANCH });
    system.connectWebhook(repository);
    model?.setScript([REPLY]);
  });

  const resetsSoon = () => String(Math.ceil(Date.now() / 1_000) + 1);
  it.each([
    ['hangs', () => ({ until: new Promise<void>((resolve) => (release = resolve)), status: 502 })],
    ['fails', () => ({ status: 500, body: { message: 'Server Error' } })],
    [
      'has had enough',
      () => ({
        status: 403,
        headers: { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': resetsSoon() },
        body: { message: 'API rate limit exceeded' },
      }),
    ],
  ])('and %s, a delivery is answered, and its job done when it is back', async (_how, fault) => {
    const { sandbox, client } = system;
    const outage = sandbox.injectFault({ path: API, times: 1_000, ...fault() });
    sandbox.comment(repository, pull, { author: maintainer.login, body: '/refine say bye' });

    await sandbox.webhooksSettled();
    const told = sandbox.deliveries().at(-1);
    expect(told?.statusCode).toBe(202);
    await waitUntil('it was asked in vain', () => outage.hits > 0);
    expect(sandbox.comments(repository, pull)).toHaveLength(1);
    outage.remove();
    release();

    const { jobId } = JSON.parse(told?.answer ?? '{}') as { jobId: string };
    expect(await client.untilEnded(jobId)).toMatchObject({ status: 'succeeded' });
    expect(sandbox.comments(repository, pull)).toHaveLength(2);
    const [command] = sandbox.comments(repository, pull);
    await waitUntil('the comment shows it', () =>
      sandbox.commentReactions(repository, command!.id).some(({ content }) => content === 'rocket'),
    );
  });
});
