import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Registry } from 'prom-client';
import type { Health } from './health.js';
import { operationsAnswer } from './operations-endpoints.js';

/** Probes and metrics of an app that serves nothing else. A bare server starts in a tenth of the time of a framework's. */
export class OperationsServer {
  readonly #server: Server;

  constructor(health: Health, metrics: Registry) {
    this.#server = createServer((request, response) => {
      const path = new URL(request.url ?? '/', 'http://localhost').pathname;
      operationsAnswer(path, health, metrics)
        .then((answer) => {
          const isRead = request.method === 'GET' || request.method === 'HEAD';
          const status = answer ? (isRead ? answer.status : 405) : 404;
          response.writeHead(status, { 'content-type': answer?.contentType ?? 'text/plain' });
          response.end(isRead ? answer?.body : undefined);
        })
        .catch(() => response.writeHead(500).end());
    });
  }

  /** @returns the port it listens on, for when `port` is 0 */
  listen(port: number): Promise<number> {
    return new Promise((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(port, () => resolve((this.#server.address() as AddressInfo).port));
    });
  }

  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    this.#server.closeAllConnections();
    await closed;
  }
}
