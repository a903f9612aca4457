import { JobFailure } from '@ai-coding-agent/failures';
import { setTimeout as sleep } from 'node:timers/promises';
import { EnvHttpProxyAgent, request, type Dispatcher } from 'undici';
import type { ModelRoute } from './model-route.js';
import type { Patience } from './patience.js';
import { connectionFailure, isWorthAnotherTry, providerFailure } from './provider-failure.js';

const MAX_ERROR_BYTES = 64 * 1024;

/** A request to a provider, without its credential. */
export interface UpstreamRequest {
  readonly route: ModelRoute;
  /** Under the base address, with the query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** The way to the providers: TLS, proxies as the environment names them, connections kept for the next call. */
export class Upstream {
  readonly #agent: EnvHttpProxyAgent;

  constructor(readonly patience: Patience) {
    this.#agent = new EnvHttpProxyAgent({ connect: { timeout: patience.connectMs } });
  }

  /**
   * Sends a request until it is answered, as often as patience allows. Once an answer has begun nothing is repeated.
   * @throws JobFailure `model-*`, or the reason of `signal`
   */
  async send(outgoing: UpstreamRequest, signal: AbortSignal): Promise<Dispatcher.ResponseData> {
    const deadline = Date.now() + this.patience.retryWithinMs;
    for (let attempt = 1; ; attempt += 1) {
      const answer = await this.#try(outgoing, signal);
      if (!('failure' in answer)) return answer;
      const { failure, again } = answer;
      const wait = (failure.retryAfterSeconds ?? 0) * 1000 || this.patience.retryDelayMs * 2 ** (attempt - 1);
      if (!again || attempt >= this.patience.tries || Date.now() + wait > deadline) throw failure;
      await sleep(wait, undefined, { signal }).catch(() => signal.throwIfAborted());
    }
  }

  /** Drops every connection. */
  async close(): Promise<void> {
    await this.#agent.destroy();
  }

  async #try(
    { route, path, headers, body }: UpstreamRequest,
    signal: AbortSignal,
  ): Promise<Dispatcher.ResponseData | { failure: JobFailure; again: boolean }> {
    const secrets = [route.key()];
    try {
      const response = await request(`${route.upstreamBase}${path}`, {
        method: 'POST',
        headers: { ...headers, ...credential(route) },
        body,
        dispatcher: this.#agent,
        signal,
        headersTimeout: this.patience.firstByteMs,
        bodyTimeout: this.patience.idleMs,
      });
      if (response.statusCode === 200) return response;
      const error = { status: response.statusCode, headers: response.headers, body: await beginning(response) };
      return { failure: providerFailure(error, secrets), again: isWorthAnotherTry(error) };
    } catch (error) {
      signal.throwIfAborted();
      // A provider that has been silent for that long has had its chance.
      const isSilence = (error as { code?: unknown }).code === 'UND_ERR_HEADERS_TIMEOUT';
      return { failure: connectionFailure(error, secrets), again: !isSilence };
    }
  }
}

function credential({ provider, key }: ModelRoute): Record<string, string> {
  if (!key()) return {};
  return { [provider.keyHeader]: provider.keyHeader === 'authorization' ? `Bearer ${key()}` : key() };
}

async function beginning({ body }: Dispatcher.ResponseData): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    size += chunk.length;
    if (size > MAX_ERROR_BYTES) break;
  }
  return Buffer.concat(chunks).toString();
}
