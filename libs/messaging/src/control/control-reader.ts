import { EventEmitter } from 'node:events';
import { EXCHANGES, QUEUES, type JobControl } from '@ai-coding-agent/contracts';
import type { BrokerConnection } from '../connection/broker-connection.js';
import type { ConfirmingPublisher } from '../publishing/confirming-publisher.js';
import { StreamBarrier } from '../streams/stream-barrier.js';
import { StreamReader } from '../streams/stream-reader.js';
import { decodeControl } from './decode-control.js';

/** Cancelled jobs that are remembered; beyond it the oldest are forgotten, as the stream forgets them after a week. */
const REMEMBERED = 50_000;
/** After so long without an answer the stream is taken for another one and read anew, in milliseconds. */
const PATIENCE_MS = 10_000;

/**
 * Knows which jobs were cancelled, from the stream of orders, which it reads from its beginning: an order also has to
 * reach a job that nobody works on yet. Emits `cancel` with each order.
 */
export class ControlReader extends EventEmitter<{ cancel: [JobControl] }> {
  readonly #orders = new Map<string, JobControl>();
  readonly #reader: StreamReader;
  readonly #barrier: StreamBarrier;
  #isCaughtUp = false;

  constructor(connection: BrokerConnection, publisher: ConfirmingPublisher) {
    super();
    this.setMaxListeners(0);
    this.#barrier = new StreamBarrier(publisher, EXCHANGES.control);
    this.#reader = new StreamReader(connection, {
      stream: QUEUES.control,
      from: 'first',
      onMessage: ({ message }) => {
        const order = decodeControl(message.content);
        if (order) this.#take(order);
        this.#barrier.sees(message.properties.messageId);
      },
    });
    this.#reader.on('lost', () => (this.#isCaughtUp = false));
  }

  /** The order to cancel a job, if there is one. */
  orderFor(jobId: string): JobControl | undefined {
    return this.#orders.get(jobId);
  }

  /**
   * Resolves once every order is known that was given before: at once, but at the start and after a lost connection.
   * @throws the reason of `signal`
   */
  async untilCaughtUp(signal: AbortSignal): Promise<void> {
    while (!this.#isCaughtUp) {
      const marker = await this.#barrier.mark(signal);
      const patience = AbortSignal.any([signal, AbortSignal.timeout(PATIENCE_MS)]);
      const isSeen = await this.#barrier.until(marker, patience).then(
        () => true,
        () => false,
      );
      signal.throwIfAborted();
      if (!isSeen) this.#reader.restart();
      else this.#isCaughtUp = this.#reader.isReading;
    }
  }

  close(): Promise<void> {
    return this.#reader.close();
  }

  #take(order: JobControl): void {
    this.#orders.delete(order.jobId);
    this.#orders.set(order.jobId, order);
    const [oldest = ''] = this.#orders.size > REMEMBERED ? this.#orders.keys() : [];
    this.#orders.delete(oldest);
    this.emit('cancel', order);
  }
}
