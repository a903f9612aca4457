import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { JobFailure, toJobFailure } from '@ai-coding-agent/failures';
import { Budget, type GatewayLimits, type GatewayUsage } from './budget.js';
import type { ModelRoute } from './model-route.js';
import { OneAtATime } from './one-at-a-time.js';
import { checkBody, findDestination, readBody, type Destination } from './read-request.js';
import { Refusal, sendRefusal } from './refusal.js';
import { relayReply } from './relay-reply.js';
import { ReplyReader } from './reply-reader.js';
import type { ModelPrice } from './tokens.js';
import type { Upstream } from './upstream.js';

/** Headers that mean something to a provider and carry no credential. */
const PASSED_HEADERS = ['accept', 'anthropic-version', 'anthropic-beta', 'http-referer', 'x-title', 'user-agent'];

/** What `GatewayCalls` needs to know about its job. */
export interface GatewayCallsOptions {
  readonly token: string;
  readonly routes: readonly ModelRoute[];
  readonly limits: GatewayLimits;
  readonly prices: Readonly<Record<string, ModelPrice>>;
  readonly onUsage?: (usage: GatewayUsage) => void;
  readonly maxRequestBytes: number;
}

/** Handles every request of one job, from the check of its token to the bill. */
export class GatewayCalls {
  readonly #budget: Budget;
  readonly #queue = new OneAtATime();
  readonly #stopped = new AbortController();
  #failure: JobFailure | undefined;
  #refusals = 0;

  /** @param upstream of this gateway alone, which ends with it */
  constructor(
    private readonly options: GatewayCallsOptions,
    private readonly upstream: Upstream,
  ) {
    this.#budget = new Budget(options.limits);
  }

  get usage(): GatewayUsage {
    return this.#budget.usage;
  }

  get failure(): JobFailure | undefined {
    return this.#failure;
  }

  get refusals(): number {
    return this.#refusals;
  }

  /** Breaks off what is under way. */
  abort(): void {
    this.#stopped.abort();
  }

  /** Waits until what was under way is counted. */
  async finished(): Promise<void> {
    await this.#queue.run(async () => {});
    await this.upstream.close();
  }

  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const gone = new AbortController();
    response.once('close', () => gone.abort()).on('error', () => gone.abort());
    try {
      if (!bearsToken(request, this.options.token)) throw new Refusal('the token is not the one of this job', 401);
      const destination = findDestination(request, this.options.routes);
      // A body is only read when its turn has come, so that one job can't fill the memory.
      await this.#queue.run(async () => {
        if (gone.signal.aborted || this.#stopped.signal.aborted) return;
        await this.#call(request, response, destination, gone.signal);
      });
    } catch (error) {
      request.resume();
      if (error instanceof Refusal) this.#refusals += 1;
      sendRefusal(response, error instanceof Refusal ? error : toJobFailure(error));
    }
  }

  async #call(
    request: IncomingMessage,
    response: ServerResponse,
    destination: Destination,
    gone: AbortSignal,
  ): Promise<void> {
    const { body, route } = checkBody(await readBody(request, this.options.maxRequestBytes), destination);
    const { endpoint } = destination;
    const isFree = endpoint.isFree === true;
    const price = this.options.prices[route.model];
    const text = JSON.stringify(body);
    const reader = new ReplyReader(endpoint.shape);
    const limit = AbortSignal.timeout(this.upstream.patience.totalMs);
    const signal = AbortSignal.any([this.#stopped.signal, gone, limit]);
    const secrets = [route.key()].filter(Boolean);
    let hasAnswer = false;
    let isComplete = false;
    try {
      if (!isFree) this.#budget.admit(price);
      const outgoing = { route, path: pathOf(destination, route), headers: passedHeaders(request), body: text };
      const upstream = await this.upstream.send(outgoing, signal);
      hasAnswer = true;
      const wantsStream = body['stream'] === true || endpoint.query === 'alt=sse';
      await relayReply(upstream, response, reader, { wantsStream, secrets, signal });
      isComplete = true;
      if (!isFree) this.#failure = undefined;
    } catch (error) {
      if (gone.aborted || this.#stopped.signal.aborted) throw error;
      const failure = limit.aborted
        ? new JobFailure('model-unavailable', { detail: `no whole answer within ${this.upstream.patience.totalMs} ms` })
        : toJobFailure(error);
      if (!isFree) this.#failure = failure;
      throw failure;
    } finally {
      if (hasAnswer && !isFree) {
        this.#budget.charge(reader.tokens(Buffer.byteLength(text), isComplete), price);
      }
      if (!isFree) this.options.onUsage?.(this.#budget.usage);
    }
  }
}

function bearsToken({ headers }: IncomingMessage, token: string): boolean {
  const bearer = /^Bearer (.+)$/i.exec(headers.authorization ?? '')?.[1];
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return [bearer, headers['x-api-key'], headers['x-goog-api-key'], headers['api-key']].some(
    (candidate) => typeof candidate === 'string' && timingSafeEqual(digest(candidate), digest(token)),
  );
}

function passedHeaders({ headers }: IncomingMessage): Record<string, string> {
  const passed = PASSED_HEADERS.flatMap((name) => {
    const value = headers[name];
    return typeof value === 'string' ? [[name, value] as const] : [];
  });
  return { ...Object.fromEntries(passed), 'content-type': 'application/json', 'accept-encoding': 'identity' };
}

function pathOf({ path, endpoint: { query } }: Destination, { apiVersion }: ModelRoute): string {
  if (query === 'alt=sse') return `${path}?alt=sse`;
  return query === 'api-version' ? `${path}?api-version=${encodeURIComponent(apiVersion ?? '')}` : path;
}
