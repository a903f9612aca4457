import { randomUUID } from 'node:crypto';
import { EXCHANGES, type JobEvent } from '@ai-coding-agent/contracts';
import {
  decodeJobEvent,
  JobEventReader,
  type BrokerConnection,
  type ConfirmingPublisher,
  type StreamMessage,
} from '@ai-coding-agent/messaging';
import { foldJobEvent, hasEnded, type JobState } from './job-state.js';

const MARKER_TYPE = 'ai-coding-agent.reader-marker';
const MARKER_RETRY_MS = 5_000;

/** The state of all jobs, folded from the event stream. Every replica has its own and comes to the same result. */
export class JobView {
  readonly #jobs = new Map<string, JobState>();
  readonly #publisher: ConfirmingPublisher;
  readonly #marker = randomUUID();
  readonly #offsets = new Map<string, number>();
  readonly #firstOffsets = new Map<string, number>();
  readonly #latest = new Map<string, string>();
  readonly #ended = new Set<string>();
  readonly #maxEnded: number;
  #reader: JobEventReader | undefined;
  #isCaughtUp = false;

  /** @param maxEnded ended jobs that are kept; the oldest are forgotten first */
  constructor(publisher: ConfirmingPublisher, maxEnded = 50_000) {
    this.#maxEnded = maxEnded;
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

  /** The job that was asked for last on an issue or a pull request, also when it opened that pull request. */
  latestOf(repository: string, number: number): JobState | undefined {
    return this.#jobs.get(this.#latest.get(threadKey(repository, number)) ?? '');
  }

  /** Where in the stream the job's message is written down. */
  offsetOf(jobId: string): number | undefined {
    return this.#offsets.get(jobId);
  }

  /** Where in the stream the job begins. */
  firstOffsetOf(jobId: string): number | undefined {
    return this.#firstOffsets.get(jobId);
  }

  /** All jobs in the order in which they became known. */
  all(): IterableIterator<JobState> {
    return this.#jobs.values();
  }

  /** Takes in what this process did itself before the stream brings it back. */
  apply(event: JobEvent): void {
    const state = foldJobEvent(this.#jobs.get(event.jobId), event);
    if (!state) return this.#forget(event.jobId);
    this.#jobs.set(event.jobId, state);
    const { repository, issueNumber, pullRequestNumber } = state.job;
    const opened = state.result?.pullRequestNumber;
    const isFirst = event.kind === 'queued' || event.kind === 'started';
    for (const number of [isFirst ? (issueNumber ?? pullRequestNumber) : undefined, opened]) {
      if (number === undefined) continue;
      const key = threadKey(repository, number);
      const before = this.#jobs.get(this.#latest.get(key) ?? '');
      if (!before || before.job.requestedAt <= state.job.requestedAt) this.#latest.set(key, event.jobId);
    }
    if (hasEnded(state)) this.#ended.add(event.jobId);
    for (const oldest of this.#ended) {
      if (this.#ended.size <= this.#maxEnded) break;
      this.#forget(oldest);
    }
  }

  async close(): Promise<void> {
    this.#isCaughtUp = true; // ends the wait of `open`
    await this.#reader?.close();
  }

  #forget(jobId: string): void {
    const job = this.#jobs.get(jobId)?.job;
    const key = job && threadKey(job.repository, job.issueNumber ?? job.pullRequestNumber ?? 0);
    if (key !== undefined && this.#latest.get(key) === jobId) this.#latest.delete(key);
    this.#jobs.delete(jobId);
    this.#offsets.delete(jobId);
    this.#firstOffsets.delete(jobId);
    this.#ended.delete(jobId);
  }

  #onMessage({ message, offset }: StreamMessage): void {
    if (message.properties.messageId === this.#marker) this.#isCaughtUp = true;
    const envelope = decodeJobEvent(message.content);
    if (!envelope) return;
    const { data } = envelope;
    this.apply(data);
    if (this.#jobs.has(data.jobId) && !this.#firstOffsets.has(data.jobId)) this.#firstOffsets.set(data.jobId, offset);
    if (data.kind === 'queued' && data.message && this.#jobs.has(data.jobId)) this.#offsets.set(data.jobId, offset);
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

function threadKey(repository: string, number: number): string {
  return `${repository.toLowerCase()}#${number}`;
}
