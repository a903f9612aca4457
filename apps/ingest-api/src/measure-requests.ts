import { OPERATIONS_PATHS } from '@ai-coding-agent/service-kit';
import type { FastifyInstance } from 'fastify';
import { Histogram, type Registry } from 'prom-client';

/** Seconds; the slowest answer that is promised, a refusal, takes six. */
const DURATION_BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 7.5];
const UNINTERESTING: ReadonlySet<string> = new Set(OPERATIONS_PATHS);

/**
 * Counts every request but probes, and how long its answer took. By the route, never by the address, which may hold
 * anything.
 */
export function measureRequests(server: FastifyInstance, registry: Registry): void {
  const durations = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'Duration of a request until its answer was sent',
    labelNames: ['method', 'route', 'status_code'],
    buckets: DURATION_BUCKETS,
    registers: [registry],
  });
  server.addHook('onResponse', (request, reply, done) => {
    const route = request.routeOptions.url ?? 'unknown';
    if (!UNINTERESTING.has(route)) {
      const labels = { method: request.method, route, status_code: reply.statusCode };
      durations.observe(labels, reply.elapsedTime / 1_000);
    }
    done();
  });
}
