import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { answerProblem } from '../problems/problem.filter.js';
import { Problem } from '../problems/problem.js';
import type { Payload } from './delivery.js';
import { isSignedWith } from './verify-signature.js';
import type { WebhookIntake } from './webhook-intake.js';

export const WEBHOOK_PATH = '/webhooks/github';
/** The largest payload that GitHub sends. */
const MAX_BODY_BYTES = 25 * 1_048_576;
const DELIVERY_ID = /^[\x21-\x7e]{1,200}$/;

export interface WebhookOptions {
  /** HMAC key; the route is off without it. */
  readonly secret: string | undefined;
  readonly intake: WebhookIntake;
}

/** Serves GitHub's webhook. The route has its own scope: only here bodies are kept as the bytes that were signed. */
export async function serveWebhook(server: FastifyInstance, { secret, intake }: WebhookOptions): Promise<void> {
  await server.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
    scope.setErrorHandler((error, _request, reply) => answerProblem(error, reply));
    const route = { bodyLimit: MAX_BODY_BYTES, config: { rateLimit: false } } as const;
    scope.post(WEBHOOK_PATH, route, async (request: FastifyRequest, reply: FastifyReply) => {
      if (secret === undefined) throw new Problem('webhook-disabled');
      const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
      if (!isSignedWith(secret, body, header(request, 'x-hub-signature-256'))) throw new Problem('bad-signature');
      const payload = parsePayload(body, header(request, 'content-type') ?? '');
      const event = required(request, 'X-GitHub-Event');
      const deliveryId = required(request, 'X-GitHub-Delivery');
      if (event === 'ping') return { pong: true };
      const answer = await intake.take(deliveryId, { event, payload });
      return reply.status('jobId' in answer ? 202 : 200).send(answer);
    });
  });
}

/** GitHub sends JSON, or a form with the JSON in `payload`. */
function parsePayload(body: Buffer, contentType: string): Payload {
  const isForm = /^application\/x-www-form-urlencoded\b/i.test(contentType);
  if (!isForm && !/^application\/json\b/i.test(contentType)) throw new Problem('unsupported-media-type');
  const text = body.toString('utf8');
  let payload: unknown;
  try {
    payload = JSON.parse(isForm ? (new URLSearchParams(text).get('payload') ?? '') : text);
  } catch {
    throw new Problem('malformed-json');
  }
  if (typeof payload !== 'object' || payload === null || Array.isArray(payload)) throw new Problem('malformed-json');
  return payload;
}

function required(request: FastifyRequest, name: string): string {
  const value = header(request, name.toLowerCase());
  if (value !== undefined && DELIVERY_ID.test(value)) return value;
  throw new Problem('invalid-request', { errors: [{ field: name, message: `${name} is missing or not valid` }] });
}

function header(request: FastifyRequest, name: string): string | undefined {
  const value = request.headers[name];
  return typeof value === 'string' ? value : undefined;
}
