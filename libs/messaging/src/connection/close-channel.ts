import type { Channel } from 'amqplib';

/**
 * Closes a channel that lives. amqplib's own promise never settles when the connection is lost before the broker has
 * answered, and whoever waits for it waits for ever; the channel says `close` in any case.
 */
export async function closeChannel(channel: Channel): Promise<void> {
  const closed = new Promise<void>((resolve) => channel.once('close', resolve));
  await Promise.race([channel.close(), closed]);
}
