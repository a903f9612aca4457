import { randomUUID } from 'node:crypto';
import { EXCHANGES, type JobControl } from '@ai-coding-agent/contracts';
import type { ConfirmingPublisher } from '../publishing/confirming-publisher.js';

/** Properties `type` of an order. */
export const CONTROL_TYPE = 'job.control.v1';

/** Gives orders about jobs to all workers, also to those that start later. */
export class ControlPublisher {
  readonly #publisher: ConfirmingPublisher;

  constructor(publisher: ConfirmingPublisher) {
    this.#publisher = publisher;
  }

  /**
   * Resolves once the order can't get lost.
   * @param by GitHub login, or name of the API token, of whoever ordered
   * @throws PublishRefused
   */
  async cancel(jobId: string, by: string): Promise<void> {
    const order: JobControl = { kind: 'cancel', jobId, by, at: new Date().toISOString() };
    await this.#publisher.publish({
      exchange: EXCHANGES.control,
      routingKey: `job.${order.kind}`,
      body: Buffer.from(JSON.stringify(order)),
      properties: {
        messageId: randomUUID(),
        correlationId: jobId,
        type: CONTROL_TYPE,
        contentType: 'application/json',
        timestamp: Math.floor(Date.now() / 1_000),
      },
    });
  }
}
