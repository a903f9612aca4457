import { JobClient, startApp, type AppProcess } from '@ai-coding-agent/local-system';
import { createTemporaryVhost, type TemporaryVhost } from '@ai-coding-agent/testing';
import type {} from '@ai-coding-agent/testing/broker-setup';
import amqp, { type ChannelModel, type ConfirmChannel } from 'amqplib';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';

const BODY = { mode: 'quickfix', repository: 'acme/shop', issueNumber: 42 };
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

describe('POST /jobs', () => {
  let vhost: TemporaryVhost;
  let app: AppProcess;
  let client: JobClient;
  let connection: ChannelModel;
  let channel: ConfirmChannel;
  const settings = () => ({
    RABBITMQ_URL: vhost.url,
    INGEST_API_TOKENS: 'ci:token-of-ci,cron:token-of-cron',
    REPOSITORY_ALLOWLIST: 'acme/*',
    LLM_MODEL: 'openai/a',
  });
  beforeAll(async () => {
    vhost = await createTemporaryVhost(inject('broker'));
    app = await startApp({ app: 'ingest-api', env: settings() });
    await app.untilReady();
    client = new JobClient(app.url, 'token-of-ci');
    connection = await amqp.connect(vhost.url);
    channel = await connection.createConfirmChannel();
  });
  afterAll(async () => {
    await app.stop();
    await connection.close();
    await vhost.remove();
  });
  const post = async (body: unknown, headers: Record<string, string> = {}) => {
    const answer = await client.request('POST', '/jobs', body, headers);
    return { status: answer.status, headers: answer.headers, body: (await answer.json()) as Record<string, never> };
  };
  const take = async (queue: string) => {
    const message = await channel.get(queue, { noAck: true });
    return message === false ? undefined : message;
  };
  const drain = async (queue: string) => {
    let count = 0;
    while (await take(queue)) count += 1;
    return count;
  };

  it('answers 202 with the id, a location and links once the message is on its queue', async () => {
    const { status, headers, body } = await post({ ...BODY, requestedBy: 'octocat', draft: true });

    expect(status).toBe(202);
    expect(body).toEqual({
      jobId: expect.stringMatching(UUID),
      status: 'queued',
      links: { self: `/jobs/${body['jobId']}`, events: `/jobs/${body['jobId']}/events` },
    });
    expect(headers.get('location')).toBe(`/jobs/${body['jobId']}`);
    const message = await take('quickfix.jobs');
    expect(message?.fields).toMatchObject({ exchange: 'jobs', routingKey: 'job.quickfix.acme.shop' });
    expect(message?.properties).toMatchObject({
      messageId: body['jobId'],
      correlationId: body['jobId'],
      type: 'job.quickfix.v1',
      deliveryMode: 2,
      headers: { 'x-attempt': 1 },
    });
    expect(JSON.parse(String(message?.content))).toEqual({
      ...BODY,
      schemaVersion: 1,
      jobId: body['jobId'],
      requestedBy: 'octocat',
      requestedAt: expect.stringMatching(/^\d{4}-.*Z$/),
      draft: true,
      origin: { channel: 'api', client: 'ci' },
    });
    expect(String(message?.content)).not.toContain('token-of-ci');
  });

  it('puts a refine on its own queue', async () => {
    const { status } = await post({ mode: 'refine', repository: 'acme/shop', pullRequestNumber: 7, instructions: 'x' });

    expect(status).toBe(202);
    expect((await take('refine.jobs'))?.properties.type).toBe('job.refine.v1');
  });

  it('shows the job at once, and after a restart of the app', async () => {
    const { body } = await post(BODY);
    const expected = {
      jobId: body['jobId'],
      mode: 'quickfix',
      repository: 'acme/shop',
      issueNumber: 42,
      status: 'queued',
      stage: null,
      attempt: 1,
    };

    expect(await client.read(body['jobId']!)).toMatchObject(expected);
    const restarted = await startApp({ app: 'ingest-api', env: settings() });
    try {
      await restarted.untilReady();
      expect(await new JobClient(restarted.url, 'token-of-cron').read(body['jobId']!)).toMatchObject(expected);
    } finally {
      await restarted.stop();
    }
    await drain('quickfix.jobs');
  });

  it.each([
    ['no body field at all', {}, ['mode']],
    ['an unknown mode', { ...BODY, mode: 'slowfix' }, ['mode']],
    [
      'several bad fields',
      { mode: 'quickfix', repository: 'nope', issueNumber: -1, draft: 'yes' },
      ['repository', 'issueNumber', 'draft'],
    ],
    ['a missing number', { mode: 'quickfix', repository: 'acme/shop' }, ['issueNumber']],
    ['an unknown field', { ...BODY, colour: 'red' }, ['colour']],
    ['blank instructions', { ...BODY, instructions: ' \n ' }, ['instructions']],
    ['instructions that are too long', { ...BODY, instructions: 'x'.repeat(64_001) }, ['instructions']],
    [
      'a refine without instructions',
      { mode: 'refine', repository: 'acme/shop', pullRequestNumber: 1 },
      ['instructions'],
    ],
    ['a login that is none', { ...BODY, requestedBy: 'a b' }, ['requestedBy']],
    ['a branch that is none', { ...BODY, baseBranch: '--upload-pack=x' }, ['baseBranch']],
    [
      'limits above the configured ones',
      { ...BODY, limits: { timeoutSeconds: 901, maxCostUsd: 3 } },
      ['limits.timeoutSeconds', 'limits.maxCostUsd'],
    ],
    ['an unknown limit', { ...BODY, limits: { maxCalls: 3 } }, ['limits.maxCalls']],
    ['limits that are no object', { ...BODY, limits: 7 }, ['limits']],
    ['an array', [BODY], ['']],
  ])('answers 400 for %s and names every bad field', async (_what, body, fields) => {
    const answer = await post(body);

    expect(answer.status).toBe(400);
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
    const { errors, code } = answer.body as unknown as { errors: { field: string }[]; code: string };
    expect(code).toBe('invalid-request');
    expect(errors.map(({ field }) => field).sort()).toEqual([...fields].sort());
    expect(await take('quickfix.jobs')).toBeUndefined();
  });

  it('answers 400 for a body that is no JSON, 415 for another type, 413 for one that is too large', async () => {
    const send = (body: string, type: string) =>
      fetch(`${app.url}/jobs`, {
        method: 'POST',
        body,
        headers: { 'content-type': type, authorization: 'Bearer token-of-ci' },
      });

    const answers = await Promise.all([
      send('{"mode":', 'application/json'),
      send('mode=quickfix', 'application/x-www-form-urlencoded'),
      send(JSON.stringify({ ...BODY, instructions: 'x'.repeat(1_100_000) }), 'application/json'),
    ]);

    const problems = await Promise.all(
      answers.map((answer) => answer.json() as Promise<{ status: number; code: string }>),
    );
    expect(problems.map(({ status, code }) => `${status} ${code}`)).toEqual([
      '400 malformed-json',
      '415 unsupported-media-type',
      '413 body-too-large',
    ]);
  });

  it('answers 401 without a valid token, on every route of jobs', async () => {
    for (const authorization of [undefined, 'Bearer wrong-token', 'Basic dG9rZW4=', 'token-of-ci']) {
      const headers = { 'content-type': 'application/json', ...(authorization && { authorization }) };
      const answers = await Promise.all([
        fetch(`${app.url}/jobs`, { method: 'POST', body: JSON.stringify(BODY), headers }),
        fetch(`${app.url}/jobs/6f9619ff-8b86-4d01-b42d-00cf4fc964ff`, { headers }),
      ]);
      expect(answers.map(({ status }) => status)).toEqual([401, 401]);
    }
    expect(await take('quickfix.jobs')).toBeUndefined();
  });

  it('answers 403 for a repository or a model that is not allowed', async () => {
    const [repository, model] = [
      await post({ ...BODY, repository: 'other/shop' }),
      await post({ ...BODY, model: 'openai/z' }),
    ];

    expect(repository).toMatchObject({ status: 403, body: { code: 'repository-not-allowed' } });
    expect(model).toMatchObject({ status: 403, body: { code: 'model-not-allowed' } });
  });

  it('takes the same Idempotency-Key for the same job, also at once, and refuses it for another', async () => {
    const key = { 'Idempotency-Key': 'order 66' };

    const answers = await Promise.all([post(BODY, key), post(BODY, key), post({ ...BODY }, key)]);
    const later = await post(BODY, key);
    const other = await post({ ...BODY, issueNumber: 43 }, key);

    const ids = [...answers, later].map(({ status, body }) => `${status} ${body['jobId']}`);
    expect(new Set(ids).size).toBe(1);
    expect(other).toMatchObject({ status: 422, body: { code: 'idempotency-key-reused' } });
    expect(await drain('quickfix.jobs')).toBe(1);
  });

  it('keeps the keys of different tokens apart', async () => {
    const key = { 'Idempotency-Key': 'nightly' };
    const cron = new JobClient(app.url, 'token-of-cron');

    const first = await post(BODY, key);
    const second = (await (await cron.request('POST', '/jobs', BODY, key)).json()) as { jobId: string };

    expect(second.jobId).not.toBe(first.body['jobId']);
    await drain('quickfix.jobs');
  });

  it.each(['x'.repeat(256), 'schlüssel'])('refuses the Idempotency-Key %s', async (key) => {
    const headers = { 'Idempotency-Key': Buffer.from(key).toString('latin1') };

    expect(await post(BODY, headers)).toMatchObject({ status: 400, body: { errors: [{ field: 'Idempotency-Key' }] } });
  });

  it('answers 404 for an unknown job and an unknown path', async () => {
    const unknown = await client.request('GET', '/jobs/6f9619ff-8b86-4d01-b42d-00cf4fc964ff');
    const nowhere = await client.request('GET', '/nowhere');

    expect(await unknown.json()).toMatchObject({ status: 404, code: 'job-not-found' });
    expect(await nowhere.json()).toMatchObject({ status: 404, code: 'not-found' });
  });

  it('answers 503 and never 202 while the work queue is missing, although other queues are bound', async () => {
    await channel.deleteQueue('quickfix.jobs');

    const { status, headers, body } = await post(BODY);

    expect([status, body['code']]).toEqual([503, 'queue-unavailable']);
    expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
    const restarted = await startApp({ app: 'ingest-api', env: settings() });
    await restarted.untilReady();
    await restarted.stop();
    expect((await post(BODY)).status).toBe(202);
    expect(await drain('quickfix.jobs')).toBe(1);
  });
});
