import type { MessageProperties } from 'amqplib';
import { describe, expect, it } from 'vitest';
import { brokerDeath } from './broker-death.js';

const deathOf = (headers: Record<string, unknown> | undefined, timestamp?: number) =>
  brokerDeath({ headers, timestamp } as MessageProperties);
const DELAY = { queue: 'jobs.retry.15s', reason: 'expired', time: { '!': 'timestamp', value: 10 } };
const LIMIT = { queue: 'quickfix.jobs', reason: 'delivery_limit', time: { '!': 'timestamp', value: 20 } };

describe('the death of a message', () => {
  it('is the last one, in a queue', () => {
    expect(deathOf({ 'x-death': [LIMIT, DELAY] })).toMatchObject({
      code: 'delivery-limit',
      at: '1970-01-01T00:00:20.000Z',
    });
    expect(deathOf({ 'x-death': [{ ...LIMIT, reason: 'maxlen' }] })?.code).toBe('removed-from-queue');
  });

  it('is the first one, in a stream of a RabbitMQ that keeps no more', () => {
    const first = { 'x-first-death-queue': 'refine.jobs', 'x-first-death-reason': 'delivery_limit' };
    const delay = { 'x-first-death-queue': DELAY.queue, 'x-first-death-reason': DELAY.reason };

    expect(deathOf(first, 30)).toMatchObject({ code: 'delivery-limit', at: '1970-01-01T00:00:30.000Z' });
    expect(deathOf(delay)?.code).toBe('removed-from-queue');
  });

  it('is not in what a worker has moved', () => {
    expect(deathOf({ 'x-failure-reason': 'model-auth: no', 'x-attempt': 2 })).toBeUndefined();
    expect(deathOf(undefined)).toBeUndefined();
  });
});
