import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Topology } from '@ai-coding-agent/contracts';
import { checkTopology, closeChannel, declareTopology, type BrokerConnection } from '@ai-coding-agent/messaging';
import { Logger } from '@nestjs/common';
import type { ChannelModel } from 'amqplib';

const RETRY_MS = 2_000;
const CHECK_EVERY_MS = 5_000;

/**
 * Keeps an eye on the broker's exchanges and queues. What is missing at start is declared, if the app may; what goes
 * missing later is not, because somebody took it away on purpose. Meanwhile the app is not ready.
 */
export class TopologyGuard {
  readonly #logger = new Logger('Topology');
  readonly #connection: BrokerConnection;
  readonly #topology: Topology;
  readonly #timer: NodeJS.Timeout;
  readonly #mayConfigure: boolean;
  #isDeclared: boolean;
  #rightSince: number | undefined;
  #lastProblem = '';
  #checking: Promise<void> | undefined;

  constructor(connection: BrokerConnection, topology: Topology, mode: 'declare' | 'check') {
    this.#connection = connection;
    this.#topology = topology;
    this.#mayConfigure = mode === 'declare';
    this.#isDeclared = !this.#mayConfigure;
    this.#timer = setInterval(() => void this.check(), CHECK_EVERY_MS).unref();
    connection.on('up', () => void this.check());
  }

  /** Whether everything was there when last looked. */
  get isRight(): boolean {
    return this.#rightSince !== undefined;
  }

  /** Since when everything is there, on the clock of `performance.now()`. */
  get rightSince(): number | undefined {
    return this.#rightSince;
  }

  /** Resolves once everything is there, however long that takes. */
  async untilRight(): Promise<void> {
    while (!this.isRight) {
      if (!this.#connection.current) await once(this.#connection, 'up');
      await this.check();
      if (!this.isRight && this.#connection.current) await sleep(RETRY_MS);
    }
  }

  close(): void {
    clearInterval(this.#timer);
  }

  /** Looks now, because somebody has noticed that something is wrong. */
  check(): Promise<void> {
    return (this.#checking ??= this.#look().finally(() => (this.#checking = undefined)));
  }

  async #look(): Promise<void> {
    const connection = this.#connection.current;
    if (!connection) return;
    try {
      if (!this.#isDeclared) await this.#declare(connection);
      const missing = await checkTopology(connection, this.#topology, { withArguments: this.#mayConfigure });
      if (missing.length > 0) throw new Error(`missing on the broker: ${missing.join(', ')}`);
      this.#rightSince ??= performance.now();
      this.#lastProblem = '';
    } catch (error) {
      this.#rightSince = undefined;
      this.#complain(error instanceof Error ? error.message : String(error));
    }
  }

  async #declare(connection: ChannelModel): Promise<void> {
    const channel = await connection.createChannel();
    channel.on('error', () => undefined);
    await declareTopology(channel, this.#topology);
    await closeChannel(channel);
    this.#isDeclared = true;
  }

  #complain(problem: string): void {
    if (problem === this.#lastProblem) return;
    this.#lastProblem = problem;
    this.#logger.warn(problem);
  }
}
