import { EXCHANGES, type JobEvent, type JobHappening } from '@ai-coding-agent/contracts';
import { CLOUDEVENT_CONTENT_TYPE, encodeJobEvent } from '../events/job-event-codec.js';
import type { ConfirmingPublisher } from './confirming-publisher.js';

/** Writes down what happens to jobs. */
export class JobEvents {
  readonly #publisher: ConfirmingPublisher;
  readonly #source: string;

  /** @param source which process writes, such as `/quickfix-worker/pod-1` */
  constructor(publisher: ConfirmingPublisher, source: string) {
    this.#publisher = publisher;
    this.#source = source;
  }

  /**
   * Resolves with the id of the event once the stream has it.
   * @throws PublishRefused
   */
  async publish(jobId: string, happening: JobHappening): Promise<string> {
    const event = { ...happening, jobId, at: new Date().toISOString() } as JobEvent;
    const envelope = encodeJobEvent(event, this.#source);
    await this.#publisher.publish({
      exchange: EXCHANGES.events,
      routingKey: `job.${event.kind}`,
      body: Buffer.from(JSON.stringify(envelope)),
      properties: {
        messageId: envelope.id,
        correlationId: jobId,
        type: envelope.type,
        contentType: CLOUDEVENT_CONTENT_TYPE,
        timestamp: Math.floor(Date.now() / 1000),
      },
    });
    return envelope.id;
  }
}
