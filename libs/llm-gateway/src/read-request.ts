import type { IncomingMessage } from 'node:http';
import type { Endpoint } from './provider-table.js';
import type { ModelRoute } from './model-route.js';
import { Refusal } from './refusal.js';
import { part, type Json } from './reply-shape.js';

/** Where a request wants to go. */
export interface Destination {
  readonly endpoint: Endpoint;
  /** Under the base address. */
  readonly path: string;
  /** Of the provider; more than one model may be behind it. */
  readonly routes: readonly ModelRoute[];
  /** Named by the path. */
  readonly model: string | undefined;
}

/** @throws Refusal unless it is an inference path of the provider of one of the `routes` */
export function findDestination(request: IncomingMessage, routes: readonly ModelRoute[]): Destination {
  const [whole = ''] = (request.url ?? '').split('?');
  for (const { provider } of routes) {
    const base = `/${provider.name}${provider.sandboxBase}`;
    if (!whole.startsWith(`${base}/`)) continue;
    const path = whole.slice(base.length);
    for (const endpoint of provider.endpoints) {
      const match = endpoint.path.exec(path);
      if (!match || request.method !== 'POST') continue;
      const ofProvider = routes.filter((route) => route.provider === provider);
      return { endpoint, path, routes: ofProvider, model: match.groups?.['model'] };
    }
  }
  throw new Refusal('only POST to an inference path of the provider of this job is allowed');
}

/** @throws Refusal if the body is larger than `maxBytes` */
export async function readBody(request: IncomingMessage, maxBytes: number): Promise<Buffer> {
  const tooLarge = new Refusal(`the request is larger than ${maxBytes} bytes`);
  if (Number(request.headers['content-length'] ?? 0) > maxBytes) throw tooLarge;
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > maxBytes) throw tooLarge;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/**
 * Checks a request's body. What goes to the provider must be written anew from the result: of a field that stands there
 * twice the provider might believe the other one.
 * @throws Refusal if it asks for a model that is not the job's, or for anything but an answer to a prompt
 */
export function checkBody(bytes: Buffer, { endpoint, routes, model }: Destination): { body: Json; route: ModelRoute } {
  const body = withoutEmpty(parseObject(bytes));
  const unknown = Object.keys(body).find((name) => !endpoint.shape.fields.has(name));
  if (unknown !== undefined) throw new Refusal(`the field ${JSON.stringify(unknown.slice(0, 50))} is not allowed`);
  const named = body['model'] ?? body['name'];
  const wanted = model ?? named;
  const route = routes.find(({ providerModel }) => providerModel === wanted);
  if (!route || [body['model'], body['name']].some((name) => name !== undefined && name !== wanted)) {
    throw new Refusal('the model is not one of this job');
  }
  if (asksForMany(body)) throw new Refusal('one reply a call is allowed');
  refuseAddresses(body);
  return { body: endpoint.shape.asksForUsage && body['stream'] === true ? withUsage(body) : body, route };
}

/** Several replies to one prompt would be one call at many times its price. */
function asksForMany(body: Json): boolean {
  const settings = [body, part(body, 'generationConfig'), part(body, 'generation_config')];
  return settings
    .flatMap((holder) => [holder['n'], holder['candidateCount'], holder['candidate_count']])
    .some((number) => number !== undefined && number !== 1);
}

function parseObject(bytes: Buffer): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(bytes.toString());
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  } catch {
    // Said below.
  }
  throw new Refusal('the body is not a JSON object');
}

function withoutEmpty(body: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(body).filter(([, value]) => value !== null && !(Array.isArray(value) && value.length === 0)),
  );
}

function withUsage(body: Json): Json {
  return { ...body, stream_options: { ...part(body, 'stream_options'), include_usage: true } };
}

/** A picture by its address would have the provider fetch it, and the address can carry whatever is in the sandbox. */
function refuseAddresses(value: unknown, depth = 0): void {
  if (typeof value !== 'object' || value === null) return;
  if (depth > 100) throw new Refusal('the body is nested too deeply');
  for (const [name, inner] of Object.entries(value)) {
    if (/ur[il]$/i.test(name) && typeof inner === 'string' && !inner.startsWith('data:')) {
      throw new Refusal('addresses in content are not allowed');
    }
    refuseAddresses(inner, depth + 1);
  }
}
