import type { Registry } from 'prom-client';
import type { Health } from './health.js';

export interface OperationsAnswer {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
}

/** Paths that every app answers on its port, beside its own. */
export const OPERATIONS_PATHS = ['/health/live', '/health/ready', '/metrics'] as const;

/** The answer to a GET of one of `OPERATIONS_PATHS`, whatever serves HTTP; undefined for any other path. */
export async function operationsAnswer(
  path: string,
  health: Health,
  metrics: Registry,
): Promise<OperationsAnswer | undefined> {
  switch (path) {
    case '/health/live':
      return verdict(health.notLive());
    case '/health/ready':
      return verdict(health.notReady());
    case '/metrics':
      return { status: 200, contentType: metrics.contentType, body: await metrics.metrics() };
    default:
      return undefined;
  }
}

function verdict(missing: string[]): OperationsAnswer {
  const status = missing.length === 0 ? 200 : 503;
  const body = JSON.stringify(status === 200 ? { status: 'ok' } : { status: 'unavailable', missing });
  return { status, contentType: 'application/json', body };
}
