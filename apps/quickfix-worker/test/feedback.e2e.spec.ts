import { JOB_MODES, routingKey, type QuickfixJob } from '@ai-coding-agent/contracts';
import { SAMPLE, searchReplace } from '@ai-coding-agent/github-sandbox';
import { startLocalSystem, type AppProcess, type LocalSystem } from '@ai-coding-agent/local-system';
import { createTemporaryVhost, quickfixJob, waitUntil, type TemporaryVhost } from '@ai-coding-agent/testing';
import type {} from '@ai-coding-agent/testing/broker-setup';
import amqp, { type ChannelModel, type ConfirmChannel } from 'amqplib';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';

const WORKER = 'quickfix-worker';
const EDIT = { path: 'app.py', search: '    return "hi"\n', replace: '    return "bye"\n' };
const REPLY = searchReplace(EDIT);
const PUBLIC_URL = 'https://agent.example';

describe('what people see of a quickfix', () => {
  let vhost: TemporaryVhost;
  let connection: ChannelModel;
  let channel: ConfirmChannel;
  let system: LocalSystem;
  let worker: AppProcess;
  let numbers = 0;
  let repository: string;
  let command: number;

  beforeAll(async () => {
    vhost = await createTemporaryVhost(inject('broker'));
    connection = await amqp.connect(vhost.url);
    channel = await connection.createConfirmChannel();
    system = await startLocalSystem({
      rabbitmqUrl: vhost.url,
      script: [REPLY],
      apps: ['ingest-api'],
      env: { RETRY_DELAYS_SECONDS: '1', PUBLIC_URL },
    });
    worker = await system.startApp(WORKER);
  });
  afterAll(async () => {
    await system.close();
    await connection.close();
    await vhost.remove();
  });
  beforeEach(async () => {
    repository = `acme/talk-${(numbers += 1)}`;
    const { sandbox } = system;
    await sandbox.createRepository(repository, { files: { 'app.py': 'def hello():\n    return "hi"\n' } });
    sandbox.setPermission(repository, SAMPLE.agent.login, 'write');
    sandbox.setPermission(repository, SAMPLE.maintainer.login, 'maintain');
    sandbox.openIssue(repository, { title: 'The greeting is wrong', author: SAMPLE.stranger.login });
    command = sandbox.comment(repository, 1, { author: SAMPLE.maintainer.login, body: '/fix' });
    system.model?.setScript([REPLY]);
  });
  afterEach(() => system.sandbox.clearFaults());

  /** What ingest-api publishes for a comment by `login`. */
  async function fixFor(login: string | undefined): Promise<QuickfixJob> {
    const { requestedBy: _, ...rest } = quickfixJob({ repository, issueNumber: 1 });
    const job: QuickfixJob = {
      ...rest,
      ...(login && { requestedBy: login }),
      origin: { channel: 'webhook', trigger: 'comment', comment: { kind: 'issue-comment', id: command } },
    };
    const properties = { messageId: job.jobId, type: JOB_MODES.quickfix.type, persistent: true };
    channel.publish('jobs', routingKey(job), Buffer.from(JSON.stringify(job)), properties);
    await channel.waitForConfirms();
    return job;
  }
  const ended = ({ jobId }: QuickfixJob) => system.client.untilEnded(jobId);
  const byAgent = () =>
    system.sandbox.comments(repository, 1).filter(({ author }) => author !== SAMPLE.maintainer.login);
  const texts = () => byAgent().map(({ body }) => body);
  const reactions = () => system.sandbox.commentReactions(repository, command).map(({ content }) => content);
  const requests = () =>
    system.sandbox.requests
      .filter(({ path }) => path.includes(repository))
      .map(({ method, path }) => `${method} ${path}`);

  it.each([
    ['a stranger', SAMPLE.stranger.login],
    ['an account that is gone', 'nobody-knows-me'],
    ['nobody at all', undefined],
  ])('costs no more than a question and two reactions when %s asks without permission', async (_who, login) => {
    const asked = system.model?.requests.length;

    expect(await ended(await fixFor(login))).toMatchObject({
      status: 'failed',
      attempt: 1,
      failure: { code: 'not-permitted', stage: 'authorize' },
    });

    await waitUntil('both reactions are there', () => reactions().length === 2);
    expect(reactions().toSorted()).toEqual(['-1', 'eyes']);
    const api = `/api/v3/repos/${repository}`;
    expect(requests().toSorted()).toEqual([
      ...(login ? [`GET ${api}/collaborators/${login}/permission`] : []),
      `POST ${api}/issues/comments/${command}/reactions`,
      `POST ${api}/issues/comments/${command}/reactions`,
    ]);
    expect(texts()).toEqual([]);
    expect(system.model?.requests).toHaveLength(asked ?? 0);
  });

  it('shows how far the job is while the model works, and then how it went', async () => {
    system.model?.setScript([{ content: REPLY, delayMs: 5_000 }]);

    const job = await fixFor(SAMPLE.maintainer.login);
    await waitUntil('the comment says that it runs', () => texts()[0]?.includes('⏳ **Running: `'));
    await waitUntil('it says that the model works', () => texts()[0]?.includes('`apply-edits`'));
    expect(texts()[0]).toContain('`openai/scripted`');
    expect(reactions()).toEqual(['eyes']);
    const { result } = await ended(job);

    expect(texts()).toEqual([expect.stringContaining(`I opened ${result?.pullRequestUrl}`)]);
    expect(texts()[0]).toMatch(/`openai\/scripted` · 1 call · .* tokens · .* s · attempt 1 · /);
    expect(texts()[0]).toContain(`(${PUBLIC_URL}/jobs/${job.jobId})`);
    expect(reactions()).toEqual(['eyes', 'rocket']);
  });

  it('is done when GitHub is back, and meanwhile says nothing to people it does not know', async () => {
    const outage = system.sandbox.injectFault({ path: /\/api\//, status: 503, body: { message: 'x' }, times: 1_000 });

    const job = await fixFor(SAMPLE.maintainer.login);
    await system.client.untilStatus(job.jobId, ['retrying']);
    outage.remove();

    expect(await ended(job)).toMatchObject({ status: 'succeeded', attempt: 2 });
    expect(texts()).toEqual([expect.stringContaining('I opened')]);
    expect(reactions()).toContain('rocket');
  });

  it('is one comment, also when GitHub writes what a killed worker asked for after the next one wrote', async () => {
    system.model?.setScript([{ content: REPLY, delayMs: 2_500 }]);
    const write = system.sandbox.injectFault({ method: 'POST', path: /\/issues\/1\/comments/, hang: true });
    const job = await fixFor(SAMPLE.maintainer.login);
    await waitUntil('its comment is on the way', () => write.hits === 1);

    await worker.kill();
    const next = system.startApp(WORKER);
    const body = await waitUntil('the next one has written', () => texts()[0]);
    system.sandbox.comment(repository, 1, { author: SAMPLE.agent.login, body });
    worker = await next;

    expect(await ended(job)).toMatchObject({ status: 'succeeded' });
    expect(texts()).toEqual([expect.stringContaining('I opened')]);
    expect(requests().filter((request) => request.startsWith('DELETE'))).toHaveLength(1);
  });

  it('is 😕 and a reason when it fails, and nothing of it is lost when GitHub hiccups', async () => {
    system.model?.setScript([{ status: 401, error: { message: 'no' } }]);
    const hiccups = { method: 'POST', path: /reactions/, status: 502, body: {} };
    system.sandbox.injectFault({ ...hiccups, skip: 1 });

    expect(await ended(await fixFor(SAMPLE.maintainer.login))).toMatchObject({ failure: { code: 'model-auth' } });

    expect(texts()).toEqual([expect.stringMatching(/😕[^]*`model-auth` in `apply-edits`/)]);
    expect(reactions()).toEqual(['eyes', 'confused']);
  });

  it('does not fail because its feedback cannot be given', async () => {
    system.sandbox.injectFault({ method: 'POST', path: /reactions/, status: 403, body: {}, times: 100 });

    expect(await ended(await fixFor(SAMPLE.maintainer.login))).toMatchObject({ status: 'succeeded' });
    expect(texts()).toHaveLength(1);
  });

  it('works as a GitHub App, from the permission to the push', async () => {
    await worker.stop();
    const { sandbox } = system;
    const app = sandbox.registerApp({ slug: 'fixer' });
    sandbox.installApp(app.id, 'acme', [repository]);
    sandbox.setPermission(repository, SAMPLE.agent.login, 'none');
    const byApp = await system.startApp(WORKER, {
      GITHUB_TOKEN: '',
      AGENT_LOGIN: '',
      GITHUB_APP_ID: String(app.id),
      GITHUB_APP_PRIVATE_KEY: app.privateKey.replaceAll('\n', '\\n'),
    });

    const job = await fixFor(SAMPLE.maintainer.login);
    const { result } = await ended(job);

    expect(result).toMatchObject({ outcome: 'pull_request_opened' });
    expect(sandbox.pullRequest(repository, result!.pullRequestNumber!).author).toBe('fixer[bot]');
    expect(byAgent().map(({ author }) => author)).toEqual(['fixer[bot]']);
    expect(sandbox.commentReactions(repository, command).map(({ content }) => content)).toEqual(['eyes', 'rocket']);
    const elsewhere = await fixElsewhere();
    expect(elsewhere).toMatchObject({
      status: 'failed',
      failure: { code: 'repository-not-found', message: expect.stringContaining('not installed') },
    });
    expect(byApp.output).not.toContain('PRIVATE KEY');
    expect(byApp.output).not.toMatch(/ghs_/);
    await byApp.stop();
  });

  async function fixElsewhere() {
    await system.sandbox.createRepository('acme/elsewhere', { files: { 'a.txt': 'a\n' } });
    system.sandbox.openIssue('acme/elsewhere', { title: 'T' });
    return system.client.untilEnded(
      await system.client.start({ mode: 'quickfix', repository: 'acme/elsewhere', issueNumber: 1 }),
    );
  }
});
