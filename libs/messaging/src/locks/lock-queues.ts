import type { Channel, ChannelModel } from 'amqplib';

/** How often the refusals of others may come between. */
const TRIES = 10;

/**
 * The queues that are locks, all on one channel of their connection: one for each question would cost several times as
 * much as the locks themselves. A refusal closes the channel, and with it what else was asked on it, which is asked
 * again on the next one.
 */
export class LockQueues {
  readonly #channels = new WeakMap<ChannelModel, Promise<Channel>>();

  /** False when another connection has the queue, or when this one is lost. */
  async declare(connection: ChannelModel, name: string): Promise<boolean> {
    return this.#ask(connection, (channel) => channel.assertQueue(name, { exclusive: true, durable: false }));
  }

  /** Without effect when the queue went with its connection, or is another one's. */
  async remove(connection: ChannelModel, name: string): Promise<void> {
    await this.#ask(connection, (channel) => channel.deleteQueue(name));
  }

  /** Whether the broker did as asked. */
  async #ask(connection: ChannelModel, ask: (channel: Channel) => Promise<unknown>): Promise<boolean> {
    for (let tries = 0; tries < TRIES; tries += 1) {
      const opened = this.#channels.get(connection) ?? this.#open(connection);
      const channel = await opened.catch(() => undefined);
      if (!channel) {
        this.#channels.delete(connection);
        return false;
      }
      try {
        await ask(channel);
        return true;
      } catch (error) {
        if (this.#channels.get(connection) === opened) this.#channels.delete(connection);
        if (isRefusal(error)) return false;
      }
    }
    return false;
  }

  #open(connection: ChannelModel): Promise<Channel> {
    const opened = connection.createChannel().then((channel) => channel.on('error', () => undefined));
    this.#channels.set(connection, opened);
    return opened;
  }
}

/** Whether the broker's answer was to this question; amqplib gives no code to those that waited behind it. */
function isRefusal(error: unknown): boolean {
  return typeof (error as { code?: unknown }).code === 'number';
}
