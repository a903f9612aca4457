import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

export type Answer = (response: ServerResponse, request: IncomingMessage, body: string) => void;

/** A server that answers as the HTTP API is documented; `routes` by method and path without its query. */
export async function apiStandIn(routes: Readonly<Record<string, Answer>>) {
  const requests: { route: string; query: string; headers: IncomingMessage['headers']; body: string }[] = [];
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      const url = new URL(request.url ?? '/', 'http://api');
      const route = `${request.method} ${url.pathname}`;
      requests.push({ route, query: url.search, headers: request.headers, body });
      const answer = routes[route];
      if (answer) answer(response, request, body);
      else json({ title: 'There is no such job', code: 'job-not-found' }, 404)(response, request, body);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { url, requests, close: () => new Promise((resolve) => server.close(resolve).closeAllConnections()) };
}

export function json(body: object, status = 200): Answer {
  return (response) => {
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  };
}
