import { setTimeout as sleep } from 'node:timers/promises';
import type { ConfirmChannel, Options } from 'amqplib';
import type { BrokerConnection } from '../connection/broker-connection.js';
import { RecoveringChannel } from '../connection/recovering-channel.js';
import { PublishRefused } from './publish-refused.js';

/** One message, ready to go. */
export interface OutgoingMessage {
  readonly exchange: string;
  readonly routingKey: string;
  readonly body: Buffer;
  /** `messageId` is required: it tells which message the broker returned. */
  readonly properties: Options.Publish & { readonly messageId: string };
}

export interface PublishOptions {
  /**
   * Refuses as `unconfirmed` instead of trying again when the connection is lost before the confirm: for a message that
   * must not be there twice, of which somebody can tell afterwards whether it got through.
   */
  readonly once?: boolean;
  /** Asked right before the message goes out, each time; refuses as `unreachable` when it says no. */
  readonly onlyWhile?: () => boolean;
  /** When to give up, on the clock of `performance.now()`; five seconds from now by default. */
  readonly deadline?: number;
}

/** How long a publish may take altogether, so that an HTTP answer stays below six seconds. */
const DEADLINE_MS = 5_000;

/** For publishes that belong to one answer. */
export function publishDeadline(): number {
  return performance.now() + DEADLINE_MS;
}

const RETRY_DELAY_MS = 50;

/** How often deadlines are looked at: a timer for each publish would cost more than its confirm. */
const WATCH_MS = 100;

/** The error with which amqplib reports a `basic.nack`, told apart from the one of a lost channel by its text only. */
const NACKED = 'message nacked';

interface InFlight {
  readonly exchange: string;
  readonly deadline: number;
  readonly settle: (outcome: Outcome) => void;
}

type Outcome = 'taken' | 'unroutable' | 'queue-full' | 'unconfirmed' | 'connection-lost';

/**
 * Publishes so that success means that a queue has the message: persistent, `mandatory`, and confirmed. One shared
 * channel, because the broker groups the confirms of what is in flight together.
 */
export class ConfirmingPublisher {
  readonly #connection: BrokerConnection;
  readonly #channel: RecoveringChannel;
  /** Messages that came back because no queue wanted them; a return always precedes its confirm. */
  readonly #returned = new Set<string>();
  readonly #inFlight = new Set<InFlight>();
  #watch: NodeJS.Timeout | undefined;

  constructor(connection: BrokerConnection) {
    this.#connection = connection;
    this.#channel = new RecoveringChannel(connection, async (channel) => {
      channel.on('return', (message) => this.#returned.add(String(message.properties.messageId)));
      channel.on('error', (error: Error) => this.#refuseMissingExchange(error));
    });
    this.#channel.on('lost', () => this.#inFlight.forEach(({ settle }) => settle('connection-lost')));
  }

  /** Whether a publish has a chance at the moment. */
  get isReady(): boolean {
    return this.#channel.current !== undefined && this.#connection.blockedBecause === undefined;
  }

  /**
   * Resolves once a queue has the message. Tries again with the same message while the connection comes and goes.
   * @throws PublishRefused
   */
  async publish(message: OutgoingMessage, options: PublishOptions = {}): Promise<void> {
    const { once = false, deadline = publishDeadline(), onlyWhile } = options;
    for (;;) {
      if (this.#connection.blockedBecause !== undefined) throw new PublishRefused('blocked');
      const channel = this.#channel.current ?? (await this.#whenOpen(deadline));
      if (onlyWhile?.() === false) throw new PublishRefused('unreachable');
      const outcome = await this.#publishOnce(channel, message, deadline);
      if (outcome === 'taken') return;
      if (outcome === 'connection-lost' && once) throw new PublishRefused('unconfirmed');
      if (outcome !== 'connection-lost') throw new PublishRefused(outcome);
      await sleep(RETRY_DELAY_MS);
    }
  }

  close(): Promise<void> {
    return this.#channel.close();
  }

  #whenOpen(deadline: number): Promise<ConfirmChannel> {
    const patience = AbortSignal.timeout(Math.max(0, Math.ceil(deadline - performance.now())));
    return this.#channel.whenOpen(patience).catch(() => {
      throw new PublishRefused('unreachable');
    });
  }

  #publishOnce(channel: ConfirmChannel, message: OutgoingMessage, deadline: number): Promise<Outcome> {
    const { messageId } = message.properties;
    return new Promise((resolve) => {
      const settle = (outcome: Outcome) => {
        this.#inFlight.delete(flight);
        this.#returned.delete(messageId);
        resolve(outcome);
      };
      const flight = { exchange: message.exchange, deadline, settle };
      this.#inFlight.add(flight);
      this.#watchDeadlines();
      const properties = { ...message.properties, persistent: true, mandatory: true };
      try {
        channel.publish(message.exchange, message.routingKey, message.body, properties, (error?: Error) => {
          if (error) settle(error.message === NACKED ? 'queue-full' : 'connection-lost');
          else settle(this.#returned.has(messageId) ? 'unroutable' : 'taken');
        });
      } catch {
        settle('connection-lost'); // the channel closed a moment ago
      }
    });
  }

  #watchDeadlines(): void {
    this.#watch ??= setInterval(() => {
      const now = performance.now();
      for (const { deadline, settle } of this.#inFlight) if (deadline <= now) settle('unconfirmed');
      if (this.#inFlight.size > 0) return;
      clearInterval(this.#watch);
      this.#watch = undefined;
    }, WATCH_MS).unref();
  }

  /** A publish to an exchange that does not exist closes the channel; tried again, it would do so for ever. */
  #refuseMissingExchange(error: Error): void {
    const [, missing] = /no exchange '([^']*)'/.exec(error.message) ?? [];
    for (const { exchange, settle } of [...this.#inFlight]) if (exchange === missing) settle('unroutable');
  }
}
