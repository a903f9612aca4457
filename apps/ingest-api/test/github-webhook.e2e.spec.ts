import { randomUUID } from 'node:crypto';
import { SAMPLE } from '@ai-coding-agent/github-sandbox';
import { startLocalSystem, type LocalSystem } from '@ai-coding-agent/local-system';
import { createTemporaryVhost, waitUntil, type TemporaryVhost } from '@ai-coding-agent/testing';
import type {} from '@ai-coding-agent/testing/broker-setup';
import amqp, { type ChannelModel, type ConfirmChannel } from 'amqplib';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import { sendDelivery, sign, type Delivery } from './send-delivery.js';

const { maintainer, stranger, agent } = SAMPLE;

interface Saying {
  readonly login?: string;
  readonly comment?: number;
  readonly more?: object;
}

describe('POST /webhooks/github', () => {
  let vhost: TemporaryVhost;
  let connection: ChannelModel;
  let channel: ConfirmChannel;
  let system: LocalSystem;
  let repository: string;
  let numbers = 0;

  beforeAll(async () => {
    vhost = await createTemporaryVhost(inject('broker'));
    connection = await amqp.connect(vhost.url);
    channel = await connection.createConfirmChannel();
    const env = { REPOSITORY_ALLOWLIST: `acme/*,${SAMPLE.repository}` };
    system = await startLocalSystem({ rabbitmqUrl: vhost.url, apps: ['ingest-api'], env });
  });
  afterAll(async () => {
    await system.close();
    await connection.close();
    await vhost.remove();
  });
  beforeEach(async () => {
    repository = `acme/hooked-${(numbers += 1)}`;
    await system.sandbox.createRepository(repository);
    system.sandbox.setPermission(repository, agent.login, 'write');
    system.sandbox.setPermission(repository, maintainer.login, 'maintain');
    system.sandbox.openIssue(repository, { title: 'It is broken' });
    for (const queue of ['quickfix.jobs', 'refine.jobs']) await channel.purgeQueue(queue);
  });
  afterEach(() => system.sandbox.clearFaults());

  const send = (body: string, delivery?: Delivery, url = system.apps['ingest-api']!.url) =>
    sendDelivery(url, body, delivery);
  const said = (body: string, { login = maintainer.login, comment = 1, more = {} }: Saying = {}) =>
    JSON.stringify({
      action: 'created',
      repository: { full_name: repository },
      sender: { login, type: 'User' },
      issue: { number: 1, state: 'open' },
      comment: { id: comment, body, user: { login, type: 'User' } },
      ...more,
    });
  /** Somebody writes a comment, and GitHub tells us. */
  const writes = async (login: string, text: string) => {
    const comment = system.sandbox.comment(repository, 1, { author: login, body: text });
    return { comment, ...(await send(said(text, { login, comment }))) };
  };
  const reactions = (comment: number) =>
    system.sandbox.commentReactions(repository, comment).map(({ content }) => content);
  const replies = () =>
    system.sandbox.comments(repository, 1).flatMap(({ author, body }) => (author === agent.login ? [body] : []));
  const queued = async (queue = 'quickfix.jobs') => (await channel.checkQueue(queue)).messageCount;

  it.each([
    ['no signature', { 'x-hub-signature-256': '' }],
    ['a signature with another secret', { 'x-hub-signature-256': sign('{', 'another') }],
    ['a signature of other bytes', { 'x-hub-signature-256': sign('{}') }],
    ['a SHA-1 signature', { 'x-hub-signature-256': `sha1=${'0'.repeat(40)}` }],
  ])('refuses %s before it looks at the body', async (_what, headers) => {
    expect(await send('{', { headers })).toMatchObject({ status: 401, body: { code: 'bad-signature' } });
  });

  it('answers a ping, and what is no delivery with the reason', async () => {
    expect(await send('{}', { event: 'ping' })).toEqual({ status: 200, body: { pong: true } });
    expect(await send('{')).toMatchObject({ status: 400, body: { code: 'malformed-json' } });
    expect(await send('[]')).toMatchObject({ status: 400, body: { code: 'malformed-json' } });
    expect(await send('{}', { type: 'text/plain' })).toMatchObject({ status: 415 });
    expect(await send('{}', { event: '' })).toMatchObject({ status: 400, body: { code: 'invalid-request' } });
    expect(await send('{}', { id: 'ä'.repeat(3) }).catch(() => ({ status: 400 }))).toMatchObject({ status: 400 });
  });

  it('is off without a secret', async () => {
    const app = await system.startApp('ingest-api', { GITHUB_WEBHOOK_SECRET: '' });
    expect(await send('{}', {}, app.url)).toMatchObject({ status: 503, body: { code: 'webhook-disabled' } });
    await app.stop();
  });

  it('takes a form as well as JSON', async () => {
    const body = new URLSearchParams({ payload: said('/fix') }).toString();
    expect((await send(body, { type: 'application/x-www-form-urlencoded' })).status).toBe(202);
    expect(await queued()).toBe(1);
  });

  it.each([
    ['hangs', { hang: true }],
    ['answers 500', { status: 500 }],
    ['limits the rate', { status: 429, headers: { 'retry-after': '1' } }],
  ])('answers and queues while GitHub %s', async (_how, fault) => {
    system.sandbox.injectFault({ ...fault, path: repository, times: 1_000 });
    expect((await writes(maintainer.login, '/fix')).status).toBe(202);
    expect(await queued()).toBe(1);
    system.sandbox.clearFaults();
    const { comment } = await writes(maintainer.login, '/fix');
    await waitUntil('👀 is there once GitHub is back', () => reactions(comment).includes('eyes'));
  });

  it.each([
    ['a repository that is not allowed', { more: { repository: { full_name: 'other/one' } } }],
    ['a bot', { more: { sender: { login: 'x', type: 'Bot' } } }],
    ['the agent', { login: agent.login }],
    ['a closed issue', { more: { issue: { number: 1, state: 'closed' } } }],
    ['an edit', { more: { action: 'edited' } }],
  ])('ignores a command of %s', async (_whose, options) => {
    expect(await send(said('/fix', options))).toEqual({ status: 200, body: { ignored: expect.any(String) } });
    expect(await queued()).toBe(0);
  });

  it('carries out commands of people who may, and 👎s the others', async () => {
    expect(await writes(maintainer.login, '/status')).toMatchObject({
      status: 200,
      body: { ignored: expect.any(String) },
    });
    const { body: fix } = await writes(maintainer.login, '/fix');
    const refused = await writes(stranger.login, '/cancel');
    expect(refused).toMatchObject({ status: 202, body: fix });
    await waitUntil('👎 is there', () => reactions(refused.comment).includes('-1'));
    expect((await system.client.read(fix['jobId']!))?.status).toBe('queued');

    await writes(maintainer.login, '/status');
    await waitUntil('the status is there', () => replies().some((text) => text.includes('**queued**')));
    await writes(maintainer.login, '/help');
    await waitUntil('the help is there', () => replies().some((text) => text.includes('`/refine <text>`')));
    expect(await writes(stranger.login, '/help')).toMatchObject({ status: 202 });

    expect(await writes(maintainer.login, '/cancel')).toMatchObject({ status: 202, body: fix });
    await system.client.untilStatus(fix['jobId']!, ['cancelled']);
    expect(replies()).toHaveLength(2);
  });

  it('has a /retry on its queue before it answers, and once', async () => {
    const { body: fix } = await writes(maintainer.login, '/fix slowly');
    await writes(maintainer.login, '/cancel');
    await system.client.untilStatus(fix['jobId']!, ['cancelled']);
    await channel.purgeQueue('quickfix.jobs');
    system.sandbox.injectFault({ hang: true, path: repository, times: 1_000 });

    const id = randomUUID();
    const again = () => send(said('/retry', { login: stranger.login, comment: 77 }), { id });
    const answers = await Promise.all([again(), again()]);

    expect(answers[0]).toMatchObject({ status: 202 });
    expect(answers[1]).toEqual(answers[0]);
    expect(await again()).toEqual(answers[0]);
    expect(await queued()).toBe(1);
    const message = await channel.get('quickfix.jobs', { noAck: true });
    expect(message && JSON.parse(String(message.content))).toMatchObject({
      jobId: answers[0].body['jobId'],
      retryOf: fix['jobId'],
      instructions: 'slowly',
      requestedBy: stranger.login,
      origin: { channel: 'webhook', trigger: 'retry', comment: { id: 77 } },
    });
  });

  it('does not lose a /cancel while GitHub is down', async () => {
    const { body: fix } = await writes(maintainer.login, '/fix');
    const outage = system.sandbox.injectFault({ status: 502, path: `${repository}/collaborators`, times: 1_000 });
    expect((await writes(maintainer.login, '/cancel')).status).toBe(202);
    await waitUntil('it was asked in vain, more than once', () => outage.hits > 2);
    outage.remove();
    await system.client.untilStatus(fix['jobId']!, ['cancelled']);
  });
});
