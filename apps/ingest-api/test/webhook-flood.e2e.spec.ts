import { randomUUID } from 'node:crypto';
import { SAMPLE } from '@ai-coding-agent/github-sandbox';
import { startLocalSystem, type LocalSystem } from '@ai-coding-agent/local-system';
import { createTemporaryVhost, type TemporaryVhost } from '@ai-coding-agent/testing';
import type {} from '@ai-coding-agent/testing/broker-setup';
import { Ajv, type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';
import amqp, { type ChannelModel, type ConfirmChannel } from 'amqplib';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import { hostileDelivery } from './hostile-deliveries.js';
import { sendDelivery, sign, type Answer, type Delivery } from './send-delivery.js';

const REPOSITORY = 'acme/fuzz';
const QUEUES = ['quickfix.jobs', 'refine.jobs'];

describe('POST /webhooks/github, whatever comes', () => {
  let vhost: TemporaryVhost;
  let connection: ChannelModel;
  let channel: ConfirmChannel;
  let system: LocalSystem;
  let documented: (answer: Answer) => void;

  beforeAll(async () => {
    vhost = await createTemporaryVhost(inject('broker'));
    connection = await amqp.connect(vhost.url);
    channel = await connection.createConfirmChannel();
    const env = { REPOSITORY_ALLOWLIST: 'acme/*' };
    system = await startLocalSystem({ rabbitmqUrl: vhost.url, apps: ['ingest-api'], env });
    await system.sandbox.createRepository(REPOSITORY);
    system.sandbox.setPermission(REPOSITORY, SAMPLE.agent.login, 'write');
    system.sandbox.setPermission(REPOSITORY, SAMPLE.maintainer.login, 'maintain');
    documented = await answersOf(system.apps['ingest-api']!.url);
  });
  afterAll(async () => {
    await system.close();
    await connection.close();
    await vhost.remove();
  });
  beforeEach(async () => {
    for (const queue of QUEUES) await channel.purgeQueue(queue);
  });

  const send = (body: string, delivery?: Delivery) => sendDelivery(system.apps['ingest-api']!.url, body, delivery);
  const said = (body: string, more: object = {}) =>
    JSON.stringify({
      action: 'created',
      repository: { full_name: REPOSITORY },
      sender: { login: SAMPLE.maintainer.login, type: 'User' },
      issue: { number: 1, state: 'open' },
      comment: { id: 1, body, user: { login: SAMPLE.maintainer.login, type: 'User' } },
      ...more,
    });
  const queued = async (queue: string) => (await channel.checkQueue(queue)).messageCount;
  /** The jobs on the queues, which are empty afterwards. */
  const takeJobs = async () => {
    const jobs: { jobId: string; requestedBy?: string; retryOf?: string; origin: object }[] = [];
    for (const queue of QUEUES) {
      for (let message; (message = await channel.get(queue, { noAck: true }));) {
        jobs.push(JSON.parse(String(message.content)) as (typeof jobs)[number]);
      }
    }
    return jobs;
  };

  it('makes one job of a delivery that comes five times at once', async () => {
    const id = randomUUID();
    const answers = await Promise.all(Array.from({ length: 5 }, () => send(said('/fix'), { id })));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([202]));
    expect(new Set(answers.map(({ body }) => body['jobId'])).size).toBe(1);
    expect(await send(said('/fix'), { id })).toEqual(answers[0]);
    expect(await queued('quickfix.jobs')).toBe(1);
  });

  it('answers 200 deliveries at once as documented, and the queues agree', async () => {
    const pull = { issue: { number: 1, state: 'open', pull_request: {} } };
    const kinds = [
      { status: 202, queue: 'quickfix.jobs', make: () => send(said('/fix')) },
      { status: 202, queue: 'refine.jobs', make: () => send(said('/refine it', pull)) },
      { status: 200, make: () => send(said('hello')) },
      { status: 200, make: () => send(said('/fix', pull)) },
      { status: 200, make: () => send(said('/fix', { repository: { full_name: 'other/one' } })) },
      { status: 401, make: () => send(said('/fix'), { headers: { 'x-hub-signature-256': sign('x') } }) },
      { status: 400, make: () => send('nonsense') },
      { status: 415, make: () => send(said('/fix'), { type: 'text/plain' }) },
      { status: 200, make: () => send('{}', { event: 'ping' }) },
    ];
    const many = fc.array(fc.constantFrom(...kinds), { minLength: 200, maxLength: 200 });
    const [chosen = []] = fc.sample(many, 1);

    const answers = await Promise.all(chosen.map(({ make }) => make()));

    answers.forEach(documented);
    expect(answers.map(({ status }) => status)).toEqual(chosen.map(({ status }) => status));
    for (const name of QUEUES) expect(await queued(name)).toBe(chosen.filter(({ queue }) => queue === name).length);
  });

  it('answers what the documentation says, never 5xx, and every job names who has to be asked for', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(hostileDelivery, { minLength: 20, maxLength: 40 }), async (deliveries) => {
        const sent = await Promise.all(
          deliveries.map(async ({ event, payload }) => ({
            payload: payload as { sender?: { login?: string } } | null,
            answer: await send(JSON.stringify(payload), { event }),
          })),
        );
        for (const { answer } of sent) {
          documented(answer);
          expect(answer.status).toBeLessThan(500);
        }
        const askers = new Map(sent.map(({ payload, answer }) => [answer.body['jobId'], payload?.sender?.login]));
        for (const { jobId, requestedBy, origin } of await takeJobs()) {
          expect(askers.get(jobId)).toBe(requestedBy);
          expect(requestedBy).toMatch(/^(?:maintainer|stranger|-|a+|x\[bot\])$/);
          // The one thing that would spare its worker the question.
          expect(origin).toMatchObject({ channel: 'webhook' });
        }
      }),
      { numRuns: 40 },
    );
  });
});

/** A check of answers against the app's own OpenAPI document. */
async function answersOf(url: string): Promise<(answer: Answer) => void> {
  const document = (await (await fetch(`${url}/openapi.json`)).json()) as {
    paths: Record<string, { post: { responses: Record<string, { content: Record<string, object> }> } }>;
  };
  const ajv = new Ajv({ strict: false, allErrors: true });
  addFormats.default(ajv);
  ajv.addSchema(document, 'api');
  const validators = new Map<number, ValidateFunction | undefined>();
  for (const [status, { content }] of Object.entries(document.paths['/webhooks/github']!.post.responses)) {
    const [type] = Object.keys(content);
    const place = ['', 'paths', '/webhooks/github', 'post', 'responses', status, 'content', type!, 'schema'];
    const pointer = place.map((part) => encodeURIComponent(part.replaceAll('/', '~1'))).join('/');
    validators.set(Number(status), ajv.getSchema(`api#${pointer}`));
  }
  return ({ status, body }) => {
    const validate = validators.get(status);
    expect(validate, `an answer ${status} is documented`).toBeDefined();
    expect(validate!(body), JSON.stringify([status, body, validate!.errors])).toBe(true);
  };
}
