import { QUEUES } from '@ai-coding-agent/contracts';
import type { ConfirmChannel, ConsumeMessage } from 'amqplib';
import type { BrokerConnection } from '../connection/broker-connection.js';
import { RecoveringChannel } from '../connection/recovering-channel.js';

/** One message of the stream and its place there. */
export interface StreamMessage {
  readonly offset: number;
  readonly message: ConsumeMessage;
}

/** Measured: below, the round trips of the acknowledgements dominate; above, nothing is gained. */
const PREFETCH = 1_000;
const ACK_EVERY = PREFETCH / 2;

/** Reads the event stream from its beginning and for ever, over lost connections, each message once. */
export class JobEventReader {
  readonly #channel: RecoveringChannel;
  readonly #onMessage: (message: StreamMessage) => void;
  #nextOffset: number | undefined;

  constructor(connection: BrokerConnection, onMessage: (message: StreamMessage) => void) {
    this.#onMessage = onMessage;
    this.#channel = new RecoveringChannel(connection, (channel) => this.#consume(channel));
  }

  /** Whether messages arrive. */
  get isReading(): boolean {
    return this.#channel.current !== undefined;
  }

  close(): Promise<void> {
    return this.#channel.close();
  }

  async #consume(channel: ConfirmChannel): Promise<void> {
    await channel.prefetch(PREFETCH);
    await channel.consume(
      QUEUES.events,
      (message) => {
        // The broker ends the consumer when the stream is deleted; a fresh channel waits for it to come back.
        if (!message) return void channel.close().catch(() => undefined);
        this.#take(message, channel);
      },
      { noAck: false, arguments: { 'x-stream-offset': this.#nextOffset ?? 'first' } },
    );
  }

  #take(message: ConsumeMessage, channel: ConfirmChannel): void {
    const offset = Number((message.properties.headers ?? {})['x-stream-offset']);
    if (message.fields.deliveryTag % ACK_EVERY === 0) channel.ack(message, true);
    // An offset in the middle of a chunk starts at the beginning of the chunk.
    if (this.#nextOffset !== undefined && offset < this.#nextOffset) return;
    this.#nextOffset = offset + 1;
    this.#onMessage({ offset, message });
  }
}
