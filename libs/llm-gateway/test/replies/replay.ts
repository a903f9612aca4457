import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import type { DocumentedReply } from './documented-reply.js';

/** A provider that gives one answer, in one piece or streaming, to everything that asks for one. */
export interface Replay {
  readonly origin: string;
  /** What it sent last. */
  sent(): string;
  close(): Promise<void>;
}

interface Asked {
  readonly stream?: boolean;
  readonly stream_options?: { readonly include_usage?: boolean };
}

/** Starts a provider on the loopback address. */
export async function startReplay(reply: DocumentedReply): Promise<Replay> {
  let sent = '';
  const send = (response: ServerResponse, type: string, body: string): void => {
    response.writeHead(200, { 'content-type': type });
    // In small pieces, which end within a character now and then.
    const bytes = Buffer.from(body);
    for (let at = 0; at < bytes.length; at += 37) response.write(bytes.subarray(at, at + 37));
    response.end();
  };
  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => response.destroy(error as Error));
  });
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const asked = (await json(request)) as Asked;
    const isNdjson = request.url === '/api/chat';
    if (request.url === '/api/show') return send(response, 'application/json', '{"model_info":{},"template":""}');
    const streams = (asked.stream ?? isNdjson) || request.url?.includes('alt=sse');
    const usage = asked.stream_options?.include_usage ? (reply.onlyIfAsked ?? '') : '';
    sent = streams ? reply.stream.replace('@USAGE@', () => usage) : JSON.stringify(reply.whole);
    const streamType = isNdjson ? 'application/x-ndjson' : 'text/event-stream; charset=utf-8';
    send(response, streams ? streamType : 'application/json', sent);
  };
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    sent: () => sent,
    close: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}
