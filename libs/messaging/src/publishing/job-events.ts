import { EXCHANGES, type JobHappening } from '@ai-coding-agent/contracts';
import {
  CLOUDEVENT_CONTENT_TYPE,
  encodeJobEvent,
  eventRoutingKey,
  type JobCloudEvent,
} from '../events/job-event-codec.js';
import type { ConfirmingPublisher, PublishOptions } from './confirming-publisher.js';

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
    const envelope = this.compose(jobId, happening);
    await this.send(envelope);
    return envelope.id;
  }

  /** An event that happens now, ready to be sent. */
  compose(jobId: string, happening: JobHappening): JobCloudEvent {
    return encodeJobEvent({ ...happening, jobId, at: new Date().toISOString() }, this.#source);
  }

  /**
   * Resolves once the stream has the event.
   * @throws PublishRefused
   */
  send(envelope: JobCloudEvent, options?: PublishOptions): Promise<void> {
    const message = {
      exchange: EXCHANGES.events,
      routingKey: eventRoutingKey(envelope.data.kind),
      body: Buffer.from(JSON.stringify(envelope)),
      properties: {
        messageId: envelope.id,
        correlationId: envelope.subject,
        type: envelope.type,
        contentType: CLOUDEVENT_CONTENT_TYPE,
        timestamp: Math.floor(Date.now() / 1000),
      },
    };
    return this.#publisher.publish(message, options);
  }
}
