import type { FastifyInstance } from 'fastify';
import type { Fault, Faults } from './faults.js';
import type { RecordedRequest } from './request-log.js';

/** Lets another process inject faults and read what was asked: `/__sandbox/faults`, `/__sandbox/requests`. */
export function controlRoutes(app: FastifyInstance, faults: Faults, requests: readonly RecordedRequest[]): void {
  app.removeContentTypeParser('text/plain'); // a foreign web page could send that without asking
  app.post('/__sandbox/faults', (request, reply) => {
    faults.inject(request.body as Fault);
    return reply.code(201).send({ injected: true });
  });
  app.delete('/__sandbox/faults', (_request, reply) => {
    faults.clear();
    return reply.code(204).send();
  });
  app.get('/__sandbox/requests', () => requests);
}
