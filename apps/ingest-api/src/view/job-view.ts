import { randomUUID } from 'node:crypto';
import { EXCHANGES, type JobEvent } from '@ai-coding-agent/contracts';
import {
  decodeJobEvent,
  JobEventReader,
  type BrokerConnection,
  type ConfirmingPublisher,
  type StreamMessage,
} from '@ai-coding-agent/messaging';
import { JobIndex } from './job-index.js';
import { foldJobEvent, type JobState } from './job-state.js';

const MARKER_TYPE = 'ai-coding-agent.reader-marker';
const MARKER_RETRY_MS = 5_000;

/** The state of all jobs, folded from the event stream. Every replica has its own and comes to the same result. */
export class JobView {
  readonly #jobs: JobIndex;
  readonly #publisher: ConfirmingPublisher;
  readonly #marker = randomUUID();
  readonly #offsets = new Map<string, number>();
  readonly #firstOffsets = new Map<string, number>();
  #reader: JobEventReader | undefined;
  #isCaughtUp = false;

  /** @param maxEnded ended jobs that are kept; the oldest are forgotten first */
  constructor(publisher: ConfirmingPublisher, maxEnded = 50_000) {
    this.#jobs = new JobIndex(maxEnded);
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

  /**
   * The job that was asked for last on an issue or a pull request, also when it opened that pull request. What somebody
   * without permission asked for does not count: else anybody could hide a job from those who may.
   */
  latestOf(repository: string, number: number): JobState | undefined {
    for (const state of this.#jobs.ofThread(repository, number)) {
      if (state.failure?.code !== 'not-permitted') return state;
    }
    return undefined;
  }

  /** Where in the stream the job's message is written down. */
  offsetOf(jobId: string): number | undefined {
    return this.#offsets.get(jobId);
  }

  /** Where in the stream the job begins. */
  firstOffsetOf(jobId: string): number | undefined {
    return this.#firstOffsets.get(jobId);
  }

  /** All jobs, newest first; those behind the place `after` when it is given. */
  newestFirst(after?: string): IterableIterator<JobState> {
    return this.#jobs.newestFirst(after);
  }

  /** Takes in what this process did itself before the stream brings it back. */
  apply(event: JobEvent): void {
    const state = foldJobEvent(this.#jobs.get(event.jobId), event);
    if (!state) return;
    for (const forgotten of this.#jobs.put(state)) {
      this.#offsets.delete(forgotten);
      this.#firstOffsets.delete(forgotten);
    }
  }

  async close(): Promise<void> {
    this.#isCaughtUp = true; // ends the wait of `open`
    await this.#reader?.close();
  }

  #onMessage({ message, offset }: StreamMessage): void {
    if (message.properties.messageId === this.#marker) this.#isCaughtUp = true;
    const envelope = decodeJobEvent(message.content);
    if (!envelope) return;
    const { data } = envelope;
    this.apply(data);
    if (this.#jobs.get(data.jobId) && !this.#firstOffsets.has(data.jobId)) this.#firstOffsets.set(data.jobId, offset);
    if (data.kind === 'queued' && data.message && this.#jobs.get(data.jobId)) this.#offsets.set(data.jobId, offset);
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
