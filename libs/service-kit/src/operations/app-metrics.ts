import { collectDefaultMetrics, Registry } from 'prom-client';

/** A registry with the metrics of the process: CPU, memory, event loop lag, garbage collection. */
export function appMetrics(app: string): Registry {
  const registry = new Registry();
  registry.setDefaultLabels({ app });
  collectDefaultMetrics({ register: registry });
  return registry;
}
