import type { Topology } from '@ai-coding-agent/contracts';

/**
 * The topology in the broker's own format, for `load_definitions` or the import of the management page.
 * @see https://www.rabbitmq.com/docs/definitions
 */
export function definitions({ exchanges, queues, bindings }: Topology, vhost: string) {
  const common = { vhost, durable: true, auto_delete: false };
  return {
    exchanges: exchanges.map(({ name, type }) => ({ ...common, name, type, internal: false, arguments: {} })),
    queues: queues.map((queue) => ({ ...common, name: queue.name, arguments: queue.arguments })),
    bindings: bindings.map(({ exchange, queue, routingKey }) => ({
      vhost,
      source: exchange,
      destination: queue,
      destination_type: 'queue',
      routing_key: routingKey,
      arguments: {},
    })),
  };
}
