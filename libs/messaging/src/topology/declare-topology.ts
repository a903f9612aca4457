import type { Topology } from '@ai-coding-agent/contracts';
import type { Channel } from 'amqplib';

/**
 * Declares what is missing. What exists with the same arguments stays as it is.
 * @throws Error of the broker, `PRECONDITION_FAILED`, when something exists with other arguments
 */
export async function declareTopology(channel: Channel, topology: Topology): Promise<void> {
  for (const { name, type } of topology.exchanges) await channel.assertExchange(name, type, { durable: true });
  for (const queue of topology.queues) {
    await channel.assertQueue(queue.name, { durable: true, arguments: queue.arguments });
  }
  for (const { queue, exchange, routingKey } of topology.bindings) {
    await channel.bindQueue(queue, exchange, routingKey);
  }
}
