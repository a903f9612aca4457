import { JOB_MODES } from '@ai-coding-agent/contracts';
import { failureText, type FailureCode } from '@ai-coding-agent/failures';
import type { MessageProperties } from 'amqplib';

/** A message that the broker itself took from a work queue and made a dead letter. */
export interface BrokerDeath {
  readonly code: Extract<FailureCode, 'delivery-limit' | 'removed-from-queue'>;
  /** What happened, in one sentence. */
  readonly message: string;
  /** When it happened, or where the broker does not say it, when the message was published; ISO 8601. */
  readonly at: string;
}

const WORK_QUEUES: ReadonlySet<unknown> = new Set(Object.values(JOB_MODES).map(({ queue }) => queue));

/**
 * How the broker ended a message; undefined for one that a worker moved to the dead letters, which has no death on it.
 * Up to 3.12 a stream keeps only the first death of a message: one that had waited for another attempt before, of which
 * only that delay is left, says no more than that it was removed.
 * @see https://www.rabbitmq.com/docs/dlx#effects
 */
export function brokerDeath({ headers = {}, timestamp }: MessageProperties): BrokerDeath | undefined {
  const last = lastDeath(headers);
  if (!last) return undefined;
  const isOfWork = WORK_QUEUES.has(last.queue);
  const code = isOfWork && last.reason === 'delivery_limit' ? 'delivery-limit' : 'removed-from-queue';
  const seconds = (isOfWork ? last.time?.value : undefined) ?? Number(timestamp ?? 0);
  return { code, message: failureText(code).sentence, at: new Date(seconds * 1_000).toISOString() };
}

interface Death {
  readonly queue?: string;
  readonly reason?: string;
  readonly time?: { readonly value?: number };
}

function lastDeath(headers: NonNullable<MessageProperties['headers']>): Death | undefined {
  const deaths = headers['x-death'] as Death[] | undefined;
  // The last one comes first.
  if (Array.isArray(deaths) && deaths.length > 0) return deaths[0];
  const [queue, reason] = [headers['x-first-death-queue'], headers['x-first-death-reason']] as (string | undefined)[];
  return queue === undefined ? undefined : { queue, ...(reason !== undefined && { reason }) };
}
