import { setTimeout as sleep } from 'node:timers/promises';
import { connect } from 'amqplib';

const PATIENCE_MS = 60_000;

/** Watches a queue of a broker for the consumers that come and go. */
export class ConsumerWatch {
  private constructor(
    private readonly connection: Awaited<ReturnType<typeof connect>>,
    private readonly channel: Awaited<ReturnType<Awaited<ReturnType<typeof connect>>['createChannel']>>,
    private readonly queue: string,
  ) {}

  /** The queue has to exist. */
  static async open(url: string, queue: string): Promise<ConsumerWatch> {
    const connection = await connect(url);
    return new ConsumerWatch(connection, await connection.createChannel(), queue);
  }

  /** Resolves once the queue has exactly so many consumers. */
  until(consumers: number): Promise<void> {
    return this.#when(consumers, (count) => count === consumers);
  }

  /** Resolves once the queue has so many consumers, or more. */
  untilAtLeast(consumers: number): Promise<void> {
    return this.#when(consumers, (count) => count >= consumers);
  }

  async #when(wanted: number, isRight: (count: number) => boolean): Promise<void> {
    const deadline = performance.now() + PATIENCE_MS;
    while (!isRight((await this.channel.checkQueue(this.queue)).consumerCount)) {
      if (performance.now() > deadline) throw new Error(`${this.queue} did not get ${wanted} consumers`);
      await sleep(2);
    }
  }

  close(): Promise<void> {
    return this.connection.close();
  }
}
