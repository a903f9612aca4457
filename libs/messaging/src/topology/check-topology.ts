import type { ExchangeDefinition, QueueDefinition, Topology } from '@ai-coding-agent/contracts';
import type { Channel, ChannelModel } from 'amqplib';
import { closeChannel } from '../connection/close-channel.js';

export interface TopologyCheckOptions {
  /** Whether to compare the arguments as well, for which the account needs the right to configure. */
  readonly withArguments?: boolean;
}

/**
 * What is wrong with the topology of the broker, in words; empty when everything is as it should be. Only looks: what
 * is missing stays missing. The protocol offers no way to ask for a binding.
 */
export async function checkTopology(
  connection: ChannelModel,
  topology: Topology,
  { withArguments = false }: TopologyCheckOptions = {},
): Promise<string[]> {
  const problems: string[] = [];
  let channel: Channel | undefined;
  // A failed check closes its channel, so whatever comes after it needs another one.
  const passes = async (check: (channel: Channel) => Promise<unknown>): Promise<boolean> => {
    channel ??= await openChannel(connection);
    try {
      await check(channel);
      return true;
    } catch {
      channel = undefined;
      return false;
    }
  };
  const { exchanges, queues } = topology;
  for (const [what, names, looksUp, compares] of [
    ['exchange', exchanges, lookUpExchange, compareExchange],
    ['queue', queues, lookUpQueue, compareQueue],
  ] as const) {
    for (const definition of names) {
      if (!(await passes((open) => looksUp(open, definition.name)))) problems.push(`${what} ${definition.name}`);
      else if (withArguments && !(await passes((open) => compares(open, definition as never)))) {
        problems.push(`${what} ${definition.name} with the right arguments`);
      }
    }
  }
  if (channel) await closeChannel(channel).catch(() => undefined);
  return problems;
}

const lookUpExchange = (channel: Channel, name: string) => channel.checkExchange(name);
const lookUpQueue = (channel: Channel, name: string) => channel.checkQueue(name);

/** Declaring what exists changes nothing and fails when it is different. */
const compareExchange = (channel: Channel, { name, type }: ExchangeDefinition) =>
  channel.assertExchange(name, type, { durable: true });
const compareQueue = (channel: Channel, queue: QueueDefinition) =>
  channel.assertQueue(queue.name, { durable: true, arguments: queue.arguments });

async function openChannel(connection: ChannelModel): Promise<Channel> {
  const channel = await connection.createChannel();
  channel.on('error', () => undefined);
  return channel;
}
