import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { JobFailure } from '@ai-coding-agent/failures';
import type { Dispatcher } from 'undici';
import { connectionFailure, providerFailure } from './provider-failure.js';
import type { ReplyReader } from './reply-reader.js';

/** How a reply is to be passed on. */
export interface RelayOptions {
  readonly wantsStream: boolean;
  /** Never to be told to anybody. */
  readonly secrets: readonly string[];
  /** Aborted when nobody wants the reply any more. */
  readonly signal: AbortSignal;
}

/** Largest reply in one piece. */
const MAX_REPLY_BYTES = 64 * 1024 * 1024;

/**
 * Passes a provider's reply on unchanged while `reader` reads along: a stream piece by piece, anything else once it is
 * whole and known to be JSON.
 * @throws JobFailure `model-unavailable` if it is no reply or breaks off, another `model-*` if it says so itself; the
 * reason of `signal`
 */
export async function relayReply(
  upstream: Dispatcher.ResponseData,
  client: ServerResponse,
  reader: ReplyReader,
  { wantsStream, secrets, signal }: RelayOptions,
): Promise<void> {
  const type = String(upstream.headers['content-type'] ?? '');
  const headers = { 'content-type': type || 'application/json', 'cache-control': 'no-store' };
  try {
    if ((upstream.headers['content-encoding'] ?? 'identity') !== 'identity') {
      throw unusable('the answer is compressed, though nobody asked for that');
    }
    if (/html/i.test(type)) throw unusable('the answer is a web page; is the base address right?');
    if (/event-stream|ndjson/i.test(type) || (wantsStream && !/^application\/json\b/i.test(type))) {
      client.writeHead(200, headers).flushHeaders();
      for await (const chunk of upstream.body as AsyncIterable<Buffer>) {
        reader.push(chunk);
        if (!client.write(chunk)) await once(client, 'drain', { signal });
      }
      reader.end();
      if (reader.events > 0) client.end();
    } else {
      const bytes = await wholeReply(upstream);
      if (reader.whole(bytes) && !reader.error) client.writeHead(200, headers).end(bytes);
    }
  } catch (error) {
    signal.throwIfAborted();
    throw error instanceof JobFailure ? error : connectionFailure(error, secrets);
  } finally {
    upstream.body.on('error', () => {}).destroy();
  }
  if (reader.error) throw providerFailure({ status: 0, headers: upstream.headers, body: reader.error }, secrets);
  if (reader.events === 0) throw unusable('the answer is not JSON');
  if (reader.refusal) throw new JobFailure('model-rejected', { detail: reader.refusal });
}

const unusable = (detail: string) => new JobFailure('model-unavailable', { detail });

async function wholeReply({ body }: Dispatcher.ResponseData): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_REPLY_BYTES) throw unusable('the answer is too large');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
