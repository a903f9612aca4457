import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

type Handle = (request: IncomingMessage, response: ServerResponse) => void;

/** The one port that everything comes in by. */
export interface HttpFront {
  readonly server: Server;
  readonly port: number;
  /** Says what happens to requests; to be called once. */
  serve(handle: Handle): void;
  /** Closes every connection. */
  close(): Promise<void>;
}

/**
 * Listens on loopback.
 * @param port 0 takes a free one
 */
export async function openHttpFront(port: number): Promise<HttpFront> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  return {
    server,
    port: (server.address() as AddressInfo).port,
    serve: (handle) => void server.on('request', handle),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
