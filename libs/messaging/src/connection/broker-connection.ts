import { EventEmitter } from 'node:events';
import { connect, type ChannelModel, type RecoveringChannelModel } from 'amqplib';
import { answeredInTime } from './answered-in-time.js';

export interface BrokerConnectionOptions {
  /** `amqp(s)://user:password@host:port/vhost` */
  readonly url: string;
  /** Shown in the management page of the broker. */
  readonly name: string;
}

/**
 * A connection that comes back by itself, and says at any moment whether it is there and whether the broker takes
 * messages on it. Emits `up` with the fresh connection, and `down`.
 */
export class BrokerConnection extends EventEmitter<{ up: [ChannelModel]; down: [] }> {
  readonly #options: BrokerConnectionOptions;
  #recovering: RecoveringChannelModel | undefined;
  #current: ChannelModel | undefined;
  #upSince: number | undefined;
  #blockedBecause: string | undefined;

  constructor(options: BrokerConnectionOptions) {
    super();
    this.setMaxListeners(0); // one for each lock and each reader
    this.#options = options;
  }

  /** The connection, while there is one. */
  get current(): ChannelModel | undefined {
    return this.#current;
  }

  /** Since when there is a connection, on the clock of `performance.now()`. */
  get upSince(): number | undefined {
    return this.#upSince;
  }

  /** Why the broker takes no messages at the moment, such as a memory alarm. */
  get blockedBecause(): string | undefined {
    return this.#blockedBecause;
  }

  /** Starts connecting and goes on for ever; does not wait for the first success. */
  async open(): Promise<void> {
    const recovering = await connect(this.#options.url, {
      timeout: 10_000,
      // Else a message waits up to 40 ms for the acknowledgement of the packet before it.
      noDelay: true,
      clientProperties: { connection_name: this.#options.name },
      recovery: { initialDelay: 200, maxDelay: 3_000, waitForConnect: false },
    });
    this.#recovering = recovering;
    recovering.on('connect', (connection: ChannelModel) => {
      this.#current = connection;
      this.#upSince = performance.now();
      this.#blockedBecause = undefined;
      this.emit('up', connection);
    });
    recovering.on('disconnect', () => {
      this.#current = undefined;
      this.#upSince = undefined;
      this.#blockedBecause = undefined;
      this.emit('down');
    });
    recovering.on('blocked', (reason: string) => (this.#blockedBecause = reason));
    recovering.on('unblocked', () => (this.#blockedBecause = undefined));
    recovering.on('error', () => undefined); // followed by `disconnect`
  }

  async close(): Promise<void> {
    await answeredInTime(this.#recovering?.close());
    this.#current = undefined;
  }
}
