import { waitUntil, type TemporaryVhost } from '@ai-coding-agent/testing';
import type { ChannelModel } from 'amqplib';

interface Queue {
  readonly name: string;
  readonly type: string;
}

/**
 * Every message that is on the broker, with its headers, by the name of its queue or stream.
 * @param lasts by stream, a text that its last message has: nothing else tells where a stream ends
 */
export async function brokerContents(
  vhost: TemporaryVhost,
  connection: ChannelModel,
  lasts: Readonly<Record<string, string>>,
): Promise<Record<string, string>> {
  const queues = (await vhost.management<Queue[]>('GET', 'queues/{vhost}')) ?? [];
  const contents = queues.map(async ({ name, type }) => {
    const isStream = type === 'stream';
    return [name, await (isStream ? streamed(connection, name, lasts[name] ?? '') : queued(vhost, name))] as const;
  });
  return Object.fromEntries(await Promise.all(contents));
}

/** Leaves the messages where they are. */
async function queued(vhost: TemporaryVhost, name: string): Promise<string> {
  const wish = { count: 1_000, ackmode: 'ack_requeue_true', encoding: 'auto' };
  const messages = await vhost.management<{ payload: string }[]>('POST', `queues/{vhost}/${name}/get`, wish);
  return (messages ?? []).map((message) => JSON.stringify(message) + message.payload).join('\n');
}

async function streamed(connection: ChannelModel, name: string, last: string): Promise<string> {
  const channel = await connection.createChannel();
  await channel.prefetch(1_000);
  let seen = '';
  const take = (message: unknown) => (seen += `${JSON.stringify(message)}${String((message as Message).content)}\n`);
  await channel.consume(name, take, { arguments: { 'x-stream-offset': 'first' } });
  await waitUntil(`${name} is read`, () => seen.includes(last));
  await channel.close();
  return seen;
}

interface Message {
  readonly content: Buffer;
}
