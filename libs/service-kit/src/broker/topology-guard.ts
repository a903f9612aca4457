import type { Topology } from '@ai-coding-agent/contracts';
import { checkTopology, declareTopology, type BrokerConnection } from '@ai-coding-agent/messaging';
import { Logger } from '@nestjs/common';
import type { ChannelModel } from 'amqplib';

const RETRY_MS = 2_000;
const CHECK_EVERY_MS = 15_000;

/**
 * Keeps an eye on the broker's exchanges and queues. What is missing at start is declared, if the app may; what goes
 * missing later is not, because somebody took it away on purpose. Meanwhile the app is not ready.
 */
export class TopologyGuard {
  readonly #logger = new Logger('Topology');
  readonly #connection: BrokerConnection;
  readonly #topology: Topology;
  readonly #timer: NodeJS.Timeout;
  #declare: boolean;
  #isRight = false;
  #lastProblem = '';

  constructor(connection: BrokerConnection, topology: Topology, mode: 'declare' | 'check') {
    this.#connection = connection;
    this.#topology = topology;
    this.#declare = mode === 'declare';
    this.#timer = setInterval(() => void this.#check(), CHECK_EVERY_MS).unref();
  }

  /** Whether everything was there when last looked. */
  get isRight(): boolean {
    return this.#isRight;
  }

  /** Resolves once everything is there, however long that takes. */
  async untilRight(): Promise<void> {
    while (!this.#isRight) {
      await this.#check();
      if (!this.#isRight) await new Promise((wake) => setTimeout(wake, this.#connection.current ? RETRY_MS : 100));
    }
  }

  close(): void {
    clearInterval(this.#timer);
  }

  async #check(): Promise<void> {
    const connection = this.#connection.current;
    if (!connection) return;
    try {
      if (this.#declare) await this.#declareOnce(connection);
      const missing = await checkTopology(connection, this.#topology);
      this.#isRight = missing.length === 0;
      if (!this.#isRight) this.#complain(`missing on the broker: ${missing.join(', ')}`);
    } catch (error) {
      this.#isRight = false;
      this.#complain(error instanceof Error ? error.message : String(error));
    }
  }

  async #declareOnce(connection: ChannelModel): Promise<void> {
    const channel = await connection.createChannel();
    channel.on('error', () => undefined);
    await declareTopology(channel, this.#topology);
    await channel.close();
    this.#declare = false;
  }

  #complain(problem: string): void {
    if (problem === this.#lastProblem) return;
    this.#lastProblem = problem;
    this.#logger.warn(problem);
  }
}
