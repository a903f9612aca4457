import { setTimeout as sleep } from 'node:timers/promises';
import { InvalidJobError, parseJob, type Job } from '@ai-coding-agent/contracts';
import { ServerRMQ, type MessageHandler } from '@nestjs/microservices';
import type { Channel, ConsumeMessage } from 'amqplib';
import type { AmqpConnectionManager, ChannelWrapper } from 'amqp-connection-manager';
import { isObservable, lastValueFrom } from 'rxjs';
import { answeredInTime } from '../connection/answered-in-time.js';
import { closeChannel } from '../connection/close-channel.js';
import { attemptOf, JobDelivery } from './job-delivery.js';
import { RunRegistry } from './run-registry.js';
import type { Settlement } from './settlement.js';
import type { Settler } from './settler.js';

export interface ReliableRmqOptions {
  readonly url: string;
  readonly queue: string;
  /** Shown in the management page of the broker. */
  readonly connectionName: string;
  /** Jobs at a time in this process. */
  readonly prefetch: number;
  /** How long a shutdown lets running jobs go on, in milliseconds. */
  readonly drainMs: number;
  /** How long an aborted job may take to clean up, in milliseconds. */
  readonly abortMs?: number;
  /** Called when jobs stop to arrive. */
  readonly onLost?: () => void;
}

const RECONNECT_DELAY_MS = 1_000;
const ignore = (): void => undefined;

/**
 * Nest's RabbitMQ transport for jobs that take minutes. The stock one never settles a message whose handler fails,
 * starts a job twice when its connection comes back, ends running jobs on SIGTERM, and goes deaf when its queue is
 * deleted. Here every delivery is settled in one place: a handler returns a `Settlement`, and whatever it throws is a
 * bug that goes to the dead-letter queue.
 */
export class ReliableRmqServer extends ServerRMQ {
  readonly #options: ReliableRmqOptions;
  readonly #settler: Settler;
  readonly #runs = new RunRegistry();
  #channel: Channel | undefined;
  #consumerTag: string | undefined;
  #deafSince = performance.now();
  readonly #watchdog = setInterval(() => this.#reopen(), RECONNECT_DELAY_MS).unref();
  #closed: Promise<void> | undefined;
  /** Aborts waiting for a place to move a message on to. */
  readonly #leaving = new AbortController();

  constructor(options: ReliableRmqOptions, settler: Settler) {
    super({
      urls: [options.url],
      queue: options.queue,
      noAck: false,
      noAssert: true,
      prefetchCount: options.prefetch,
      socketOptions: {
        // An agent's start can block the event loop for seconds; the default of five loses the connection.
        heartbeatIntervalInSeconds: 30,
        reconnectTimeInSeconds: RECONNECT_DELAY_MS / 1_000,
        connectionOptions: { noDelay: true, clientProperties: { connection_name: options.connectionName } },
      },
    });
    this.#options = options;
    this.#settler = settler;
  }

  /** Whether jobs can arrive. */
  get isConsuming(): boolean {
    return this.#consumerTag !== undefined && !this.isDraining;
  }

  /** Since when jobs can't arrive, on the clock of `performance.now()`; undefined while they can. */
  get deafSince(): number | undefined {
    return this.#consumerTag === undefined ? this.#deafSince : undefined;
  }

  get isDraining(): boolean {
    return this.#closed !== undefined;
  }

  /** Jobs that run at the moment. */
  get running(): number {
    return this.#runs.running.length;
  }

  override async setupChannel(channel: Channel, callback: () => void): Promise<void> {
    if (this.#channel) return void (await closeChannel(channel).catch(ignore)); // somebody was faster
    // With a listener for `error`, a dead channel leaves the connection open, so it is up to us to open a new one.
    channel.on('error', ignore);
    channel.on('close', () => this.#lost(channel));
    this.#channel = channel;
    try {
      await channel.prefetch(this.#options.prefetch, false);
      const { consumerTag } = await channel.consume(
        this.#options.queue,
        // null means that the broker cancelled the consumer: the queue is gone, or the consumer was too slow.
        (message) => (message ? void this.#onDelivery(message, channel) : this.#lost(channel)),
        { noAck: false },
      );
      this.#consumerTag = consumerTag;
      if (this.isDraining) await channel.cancel(consumerTag);
      callback();
    } catch (error) {
      this.logger.warn(`cannot consume ${this.#options.queue}: ${String(error)}`);
      this.#lost(channel);
    }
  }

  /** Takes no new message, lets the running jobs finish, hands back those that take too long, and disconnects. */
  override close(): Promise<void> {
    return (this.#closed ??= this.#drain());
  }

  async #drain(): Promise<void> {
    const tag = this.#consumerTag;
    if (tag) await answeredInTime(this.#channel?.cancel(tag));
    await Promise.race([this.#settleAll(), sleep(this.#options.drainMs, undefined, { ref: false })]);
    for (const run of this.#runs.running) run.handBack.abort();
    await Promise.race([this.#settleAll(), sleep(this.#options.abortMs ?? 30_000, undefined, { ref: false })]);
    this.#leaving.abort();
    this.#consumerTag = undefined;
    clearInterval(this.#watchdog);
    await answeredInTime(super.close()); // closing the channel flushes the last acknowledgements
  }

  async #settleAll(): Promise<void> {
    await Promise.allSettled(this.#runs.unsettled.map(({ concluded }) => concluded));
  }

  #lost(channel: Channel): void {
    if (this.#channel !== channel) return;
    this.#channel = undefined;
    this.#consumerTag = undefined;
    this.#deafSince = performance.now();
    if (!this.isDraining)
      this.logger.warn(`no jobs arrive from ${this.#options.queue}: the channel or the consumer is gone`);
    this.#options.onLost?.();
  }

  /**
   * Opens a channel when there is a connection but none on it. Another connection, which is what the connection manager
   * offers for that, would take the acknowledgements of other jobs with it.
   */
  #reopen(): void {
    const old = this.channel as ChannelWrapper | null;
    if (old && old.listenerCount('error') === 0) old.on('error', ignore);
    const manager = this.server as unknown as AmqpConnectionManager | null;
    const isTooEarly = performance.now() - this.#deafSince < RECONNECT_DELAY_MS / 2;
    if (!old || this.#channel || this.isDraining || isTooEarly || !manager?.isConnected()) return;
    const fresh = manager.createChannel({
      json: false,
      setup: (channel: Channel) => this.setupChannel(channel, ignore),
    });
    fresh.on('error', ignore);
    this.channel = fresh;
    void old.close().catch(ignore);
  }

  async #onDelivery(message: ConsumeMessage, channel: Channel): Promise<void> {
    // A redelivery of what still runs here, or finished a moment ago, is taken over by that run, also in a shutdown:
    // handed back, the message of a finished job would be left in the queue.
    const known = this.#runs.find(message);
    if (this.isDraining && !known) return this.#settler.conclude(message, { kind: 'requeue' }, channel);
    const run = known ?? this.#runs.start(message, (handBack) => this.#handle(message, channel, handBack));
    try {
      const settlement = await run.settlement;
      await (run.movedOn ??= this.#settler.moveOn(message, settlement, this.#leaving.signal));
      this.#settler.conclude(message, settlement, channel);
    } catch {
      this.#settler.conclude(message, { kind: 'requeue' }, channel);
    } finally {
      this.#runs.conclude(run);
    }
  }

  async #handle(message: ConsumeMessage, channel: Channel, handBack: AbortSignal): Promise<Settlement> {
    try {
      const job = parseJob(message.properties.type as string | undefined, message.content);
      if (job.jobId !== message.properties.messageId) throw new InvalidJobError('messageId is not the id of the job');
      const handler: MessageHandler | null = this.getHandlerByPattern(String(message.properties.type));
      if (!handler) throw new InvalidJobError(`no handler for ${String(message.properties.type)}`);
      return await this.#call(handler, job, new JobDelivery(message, channel, handBack));
    } catch (error) {
      if (error instanceof InvalidJobError) {
        this.logger.warn(`not a valid job: ${error.message}`);
        return { kind: 'dead-letter', reason: `invalid-message: ${error.message}` };
      }
      this.logger.error('the handler of a job failed', error instanceof Error ? error.stack : String(error));
      return { kind: 'dead-letter', reason: `internal-error: ${String(error)} (attempt ${attemptOf(message)})` };
    }
  }

  async #call(handler: MessageHandler, job: Job, delivery: JobDelivery): Promise<Settlement> {
    const answer: unknown = await handler(job, delivery);
    const settlement = isObservable(answer) ? await lastValueFrom(answer) : answer;
    return settlement as Settlement;
  }
}
