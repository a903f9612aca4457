import { randomUUID } from 'node:crypto';
import { EXCHANGES, type JobEvent } from '@ai-coding-agent/contracts';
import {
  decodeJobEvent,
  JobEventReader,
  type BrokerConnection,
  type ConfirmingPublisher,
  type StreamMessage,
} from '@ai-coding-agent/messaging';
import { foldJobEvent, type JobState } from './job-state.js';

const MARKER_TYPE = 'ai-coding-agent.reader-marker';
const MARKER_RETRY_MS = 5_000;

/** The state of all jobs, folded from the event stream. Every replica has its own and comes to the same result. */
export class JobView {
  readonly #jobs = new Map<string, JobState>();
  readonly #publisher: ConfirmingPublisher;
  readonly #marker = randomUUID();
  #reader: JobEventReader | undefined;
  #isCaughtUp = false;

  constructor(publisher: ConfirmingPublisher) {
    this.#publisher = publisher;
  }

  /** Whether everything that happened before the start has been read. */
  get isCaughtUp(): boolean {
    return this.#isCaughtUp;
  }

  /** Starts reading; resolves once caught up. A marker tells the end, since nobody else does. */
  async open(connection: BrokerConnection): Promise<void> {
    this.#reader = new JobEventReader(connection, (message) => this.#onMessage(message));
    while (!this.#isCaughtUp) {
      await this.#publishMarker().catch(() => undefined);
      for (let waited = 0; waited < MARKER_RETRY_MS && !this.#isCaughtUp; waited += 20) {
        await new Promise((wake) => setTimeout(wake, 20));
      }
    }
  }

  find(jobId: string): JobState | undefined {
    return this.#jobs.get(jobId);
  }

  /** Takes in what this process did itself before the stream brings it back. */
  apply(event: JobEvent): void {
    const state = foldJobEvent(this.#jobs.get(event.jobId), event);
    if (state) this.#jobs.set(event.jobId, state);
    else this.#jobs.delete(event.jobId);
  }

  async close(): Promise<void> {
    this.#isCaughtUp = true; // ends the wait of `open`
    await this.#reader?.close();
  }

  #onMessage({ message }: StreamMessage): void {
    if (message.properties.messageId === this.#marker) this.#isCaughtUp = true;
    const envelope = decodeJobEvent(message.content);
    if (envelope) this.apply(envelope.data);
  }

  async #publishMarker(): Promise<void> {
    await this.#publisher.publish({
      exchange: EXCHANGES.events,
      routingKey: 'reader.marker',
      body: Buffer.alloc(0),
      properties: { messageId: this.#marker, type: MARKER_TYPE },
    });
  }
}
