import type { Topology } from '@ai-coding-agent/contracts';
import type { ChannelModel } from 'amqplib';

/**
 * What of the topology is missing, in words; empty when everything is there. Only passive declarations, so the
 * account needs no right to configure. The protocol offers no way to ask for a binding.
 */
export async function checkTopology(connection: ChannelModel, topology: Topology): Promise<string[]> {
  const checks = [
    ...topology.exchanges.map(({ name }) => ({ what: `exchange ${name}`, kind: 'exchange' as const, name })),
    ...topology.queues.map(({ name }) => ({ what: `queue ${name}`, kind: 'queue' as const, name })),
  ];
  const missing: string[] = [];
  for (const { what, kind, name } of checks) {
    // A failed check closes its channel, so each has one of its own.
    const channel = await connection.createChannel();
    channel.on('error', () => undefined);
    try {
      await (kind === 'exchange' ? channel.checkExchange(name) : channel.checkQueue(name));
      await channel.close();
    } catch {
      missing.push(what);
    }
  }
  return missing;
}
