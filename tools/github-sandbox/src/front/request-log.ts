import type { IncomingMessage, ServerResponse } from 'node:http';

/** A request that the sandbox received. */
export interface RecordedRequest {
  readonly method: string;
  /** Path and query. */
  readonly path: string;
  /** Login of the token's account, `app/SLUG`, or `refused`; null without credentials. Never the token. */
  readonly caller: string | null;
  readonly userAgent: string | null;
  readonly at: Date;
  /** null while it is under way, and when it got no answer. */
  readonly status: number | null;
}

/** Keeps a request, and its status once it is answered. */
export function recordRequest(
  log: RecordedRequest[],
  request: IncomingMessage,
  response: ServerResponse,
  caller: string | null,
): void {
  const entry = {
    method: request.method ?? 'GET',
    path: request.url ?? '/',
    caller,
    userAgent: request.headers['user-agent'] ?? null,
    at: new Date(),
    status: null as number | null,
  };
  log.push(entry);
  response.on('finish', () => (entry.status = response.statusCode));
}
