import { RmqContext } from '@nestjs/microservices';
import type { Channel, ConsumeMessage } from 'amqplib';

/** The second argument of a job's handler: what it needs to know about this delivery. */
export class JobDelivery extends RmqContext {
  /** Aborted when the worker can wait no longer; the job then goes back to the queue. */
  readonly handBack: AbortSignal;

  constructor(message: ConsumeMessage, channel: Channel, handBack: AbortSignal) {
    super([message, channel, String(message.properties.type)]);
    this.handBack = handBack;
  }

  /** Whether somebody has had it before, who may still work on it. */
  get isRedelivered(): boolean {
    return (this.getMessage() as unknown as ConsumeMessage).fields.redelivered;
  }

  /** How often it came back since it was put on its queue, as the broker counts that; a hint only. */
  get timesReturned(): number {
    const value = Number((this.getMessage() as unknown as ConsumeMessage).properties.headers?.['x-delivery-count']);
    return Number.isInteger(value) ? value : 0;
  }

  /** 1 for the first attempt. */
  get attempt(): number {
    return attemptOf(this.getMessage() as unknown as ConsumeMessage);
  }

  /** When the attempt may begin, in milliseconds since 1970; undefined for at once. */
  get notBefore(): number | undefined {
    const value: unknown = (this.getMessage() as unknown as ConsumeMessage).properties.headers?.['x-not-before'];
    return typeof value === 'number' ? value : undefined;
  }
}

/** Which attempt a message is. We count ourselves: the broker counts differently in every release. */
export function attemptOf(message: ConsumeMessage): number {
  const value = Number((message.properties.headers ?? {})['x-attempt'] ?? 1);
  return Number.isInteger(value) && value > 0 ? value : 1;
}
