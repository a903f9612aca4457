import { EventEmitter } from 'node:events';
import type { ConfirmChannel, ConsumeMessage } from 'amqplib';
import type { BrokerConnection } from '../connection/broker-connection.js';
import { RecoveringChannel } from '../connection/recovering-channel.js';

/** One message of a stream and its place there. */
export interface StreamMessage {
  readonly offset: number;
  readonly message: ConsumeMessage;
}

export interface StreamReaderOptions {
  /** Name of the stream. */
  readonly stream: string;
  /** Where to begin: at the first message, at those of a moment, or at an offset. */
  readonly from: 'first' | Date | number;
  readonly onMessage: (message: StreamMessage) => void;
}

/** Measured: below, the round trips of the acknowledgements dominate; above, nothing is gained. */
const PREFETCH = 1_000;
const ACK_EVERY = PREFETCH / 2;

/**
 * Reads a stream for ever, over lost connections, each message once. Emits `lost` when messages stop to arrive, and
 * `restart` when it begins anew because the stream is another one.
 */
export class StreamReader extends EventEmitter<{ lost: []; restart: [] }> {
  readonly #channel: RecoveringChannel;
  readonly #options: StreamReaderOptions;
  #nextOffset: number | undefined;

  constructor(connection: BrokerConnection, options: StreamReaderOptions) {
    super();
    this.#options = options;
    this.#channel = new RecoveringChannel(connection, (channel) => this.#consume(channel));
    this.#channel.on('lost', () => this.emit('lost'));
  }

  /** Whether messages arrive. */
  get isReading(): boolean {
    return this.#channel.current !== undefined;
  }

  /** Begins anew. A stream that was deleted and made again counts from 0, so the place in the old one means nothing. */
  restart(): void {
    this.#nextOffset = undefined;
    this.emit('restart');
    void this.#channel.current?.close().catch(() => undefined);
  }

  close(): Promise<void> {
    return this.#channel.close();
  }

  async #consume(channel: ConfirmChannel): Promise<void> {
    const { stream } = this.#options;
    await channel.prefetch(PREFETCH);
    await channel.consume(
      stream,
      // The broker ends the consumer when the stream is deleted; a fresh channel waits for it to come back.
      (message) => (message ? this.#take(message, channel) : this.restart()),
      { noAck: false, arguments: { 'x-stream-offset': this.#nextOffset ?? beginning(this.#options.from) } },
    );
  }

  #take(message: ConsumeMessage, channel: ConfirmChannel): void {
    const offset = Number((message.properties.headers ?? {})['x-stream-offset']);
    if (message.fields.deliveryTag % ACK_EVERY === 0) channel.ack(message, true);
    // An offset in the middle of a chunk starts at the beginning of the chunk.
    if (this.#nextOffset !== undefined && offset < this.#nextOffset) return;
    this.#nextOffset = offset + 1;
    this.#options.onMessage({ offset, message });
  }
}

function beginning(from: StreamReaderOptions['from']): unknown {
  return from === 'first' || typeof from === 'number'
    ? from
    : { '!': 'timestamp', value: Math.floor(from.getTime() / 1_000) };
}
