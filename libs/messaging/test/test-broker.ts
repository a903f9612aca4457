import { randomUUID } from 'node:crypto';
import { JOB_MODES, routingKey, topology, type Job } from '@ai-coding-agent/contracts';
import { createTemporaryVhost, waitUntil } from '@ai-coding-agent/testing';
import type {} from '@ai-coding-agent/testing/broker-setup';
import { inject } from 'vitest';
import { BrokerConnection, ConfirmingPublisher, declareTopology } from '../src/index.js';

/** Short delays, so that a test sees a whole retry. */
export const RETRY_DELAYS = [1, 2];

/** A virtual host with the whole topology, and what a test does with it. */
export async function createTestBroker() {
  const vhost = await createTemporaryVhost(inject('broker'));
  const connection = new BrokerConnection({ url: vhost.url, name: 'test' });
  await connection.open();
  const model = await waitUntil('the broker is connected', () => connection.current);
  const admin = await model.createConfirmChannel();
  admin.on('error', () => undefined);
  const publisher = new ConfirmingPublisher(connection);
  await declareTopology(admin, topology(RETRY_DELAYS));
  await waitUntil('the publisher is ready', () => publisher.isReady);
  return {
    ...vhost,
    connection,
    publisher,
    admin,
    publish: (job: Job, headers: Record<string, unknown> = {}) =>
      publisher.publish({
        exchange: 'jobs',
        routingKey: routingKey(job),
        body: Buffer.from(JSON.stringify(job)),
        properties: { messageId: job.jobId, correlationId: job.jobId, type: JOB_MODES[job.mode].type, headers },
      }),
    /** Something that is no job of ours. */
    publishRaw: (body: string, type = 'job.quickfix.v1', messageId: string = randomUUID()) =>
      publisher.publish({
        exchange: 'jobs',
        routingKey: 'job.quickfix.acme.shop',
        body: Buffer.from(body),
        properties: { messageId, type },
      }),
    /** Takes one message, when there is one. */
    take: async (queue: string) => {
      const message = await admin.get(queue, { noAck: true });
      return message === false ? undefined : message;
    },
    counts: async (queue: string) => {
      const found = await vhost.management<{ messages_ready?: number; messages_unacknowledged?: number }>(
        'GET',
        `queues/{vhost}/${queue}`,
      );
      return { ready: found?.messages_ready, unacknowledged: found?.messages_unacknowledged };
    },
    close: async () => {
      await connection.close();
      await vhost.remove();
    },
  };
}

export type TestBroker = Awaited<ReturnType<typeof createTestBroker>>;
