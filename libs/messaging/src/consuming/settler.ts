import { setTimeout as sleep } from 'node:timers/promises';
import { EXCHANGES, QUEUES, retryQueueName } from '@ai-coding-agent/contracts';
import type { Channel, ConsumeMessage, Options } from 'amqplib';
import type { ConfirmingPublisher } from '../publishing/confirming-publisher.js';
import { attemptOf } from './job-delivery.js';
import type { Settlement } from './settlement.js';

const REPUBLISH_DELAY_MS = 1_000;

/** Headers that the broker added and that mean nothing on a message published anew. */
const OF_BROKER = /^x-(?:death|(?:first|last)-death-(?:exchange|queue|reason)|delivery-count|acquired-count)$/;

/**
 * Moves a message on and then acknowledges it, in this order, so that it is never nowhere. While the place it has to
 * go to is missing, it stays unacknowledged.
 */
export class Settler {
  readonly #publisher: ConfirmingPublisher;

  constructor(publisher: ConfirmingPublisher) {
    this.#publisher = publisher;
  }

  /** Publishes what `settlement` asks for; resolves at once when it asks for nothing. */
  async moveOn(message: ConsumeMessage, settlement: Settlement, signal: AbortSignal): Promise<void> {
    const target = targetOf(message, settlement);
    if (!target) return;
    const before = Object.entries(message.properties.headers ?? {}).filter(([name]) => !OF_BROKER.test(name));
    const all: Record<string, unknown> = { ...Object.fromEntries(before), ...target.headers };
    const headers = Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
    const { expiration: _, ...properties } = message.properties as Options.Publish;
    for (;;) {
      try {
        return await this.#publisher.publish({
          exchange: target.exchange,
          routingKey: message.fields.routingKey,
          body: message.content,
          properties: { ...properties, messageId: String(properties.messageId ?? `no-id-${Date.now()}`), headers },
        });
      } catch {
        await sleep(REPUBLISH_DELAY_MS, undefined, { signal });
      }
    }
  }

  /** Acknowledges or hands back. A channel that is gone is no error: the broker delivers the message again. */
  conclude(message: ConsumeMessage, settlement: Settlement, channel: Channel): void {
    try {
      if (settlement.kind === 'requeue') channel.nack(message, false, true);
      else channel.ack(message);
    } catch {
      // redelivered
    }
  }
}

function targetOf(message: ConsumeMessage, settlement: Settlement) {
  switch (settlement.kind) {
    case 'retry':
      return {
        exchange: retryQueueName(settlement.delaySeconds),
        headers: {
          'x-attempt': settlement.attempt,
          'x-failure-reason': header(settlement.reason),
          'x-not-before': settlement.notBefore,
        },
      };
    case 'wait':
      return { exchange: retryQueueName(settlement.delaySeconds), headers: {} };
    case 'busy':
      return { exchange: QUEUES.busy, headers: {} };
    case 'dead-letter':
      return {
        exchange: EXCHANGES.deadLetters,
        headers: { 'x-attempt': attemptOf(message), 'x-failure-reason': header(settlement.reason) },
      };
    default:
      return undefined;
  }
}

/** One line, short enough for the broker's limit on a frame of headers. */
function header(reason: string): string {
  return reason.replace(/\s+/g, ' ').slice(0, 1_000);
}
