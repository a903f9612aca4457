import { EventEmitter, once } from 'node:events';
import type { Channel, ChannelModel, ConfirmChannel } from 'amqplib';
import type { BrokerConnection } from './broker-connection.js';
import { answeredInTime } from './answered-in-time.js';
import { closeChannel } from './close-channel.js';

const REOPEN_DELAY_MS = 500;

/**
 * A confirm channel that is opened again whenever it or its connection is lost. Emits `open` with the fresh channel
 * after its set-up, and `lost`.
 */
export class RecoveringChannel extends EventEmitter<{ open: [ConfirmChannel]; lost: [] }> {
  readonly #connection: BrokerConnection;
  readonly #setup: (channel: ConfirmChannel) => Promise<void>;
  #channel: ConfirmChannel | undefined;
  #closed = false;

  constructor(connection: BrokerConnection, setup: (channel: ConfirmChannel) => Promise<void> = async () => undefined) {
    super();
    this.setMaxListeners(0);
    this.#connection = connection;
    this.#setup = setup;
    connection.on('up', (model) => void this.#open(model));
    if (connection.current) void this.#open(connection.current);
  }

  /** The channel, while it is usable. */
  get current(): ConfirmChannel | undefined {
    return this.#channel;
  }

  /**
   * The channel, as soon as it is usable.
   * @throws AbortError when `signal` aborts before
   */
  async whenOpen(signal: AbortSignal): Promise<ConfirmChannel> {
    while (!this.#channel) await once(this, 'open', { signal });
    return this.#channel;
  }

  /** Closes the channel for good. */
  async close(): Promise<void> {
    this.#closed = true;
    const channel = this.#channel;
    this.#channel = undefined;
    await answeredInTime(channel && closeChannel(channel));
  }

  async #open(model: ChannelModel): Promise<void> {
    if (this.#closed || this.#connection.current !== model) return;
    let channel: ConfirmChannel | undefined;
    try {
      channel = await model.createConfirmChannel();
      channel.on('error', () => undefined); // followed by `close`
      const opened = channel;
      channel.on('close', () => this.#lost(opened, model));
      await this.#setup(channel);
      if (isClosed(channel)) return;
      this.#channel = channel;
      this.emit('open', channel);
    } catch {
      if (channel && !isClosed(channel)) await closeChannel(channel).catch(() => undefined);
      else this.#reopenLater(model);
    }
  }

  #lost(channel: Channel, model: ChannelModel): void {
    closedChannels.add(channel);
    if (this.#channel === channel) {
      this.#channel = undefined;
      this.emit('lost');
    }
    this.#reopenLater(model);
  }

  #reopenLater(model: ChannelModel): void {
    setTimeout(() => void this.#open(model), REOPEN_DELAY_MS).unref();
  }
}

/** amqplib does not say whether a channel is closed. */
const closedChannels = new WeakSet<Channel>();

function isClosed(channel: Channel): boolean {
  return closedChannels.has(channel);
}
