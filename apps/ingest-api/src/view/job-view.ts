import { EXCHANGES, type JobEvent } from '@ai-coding-agent/contracts';
import {
  eventRoutingKey,
  jobEventIn,
  JobEventReader,
  StreamBarrier,
  type BrokerConnection,
  type ConfirmingPublisher,
  type StreamMessage,
} from '@ai-coding-agent/messaging';
import { JobIndex } from './job-index.js';
import { foldJobEvent, isRequestKnown, type JobState } from './job-state.js';

const QUEUED = eventRoutingKey('queued');
/** After so long the view asks again whether it has read everything, in milliseconds. */
const PATIENCE_MS = 5_000;

/** The state of all jobs, folded from the event stream. Every replica has its own and comes to the same result. */
export class JobView {
  readonly #jobs: JobIndex;
  readonly #barrier: StreamBarrier;
  readonly #offsets = new Map<string, number>();
  readonly #firstOffsets = new Map<string, number>();
  readonly #closing = new AbortController();
  #reader: JobEventReader | undefined;
  #isCaughtUp = false;

  /** @param maxEnded ended jobs that are kept; the oldest are forgotten first */
  constructor(publisher: ConfirmingPublisher, maxEnded = 50_000) {
    this.#jobs = new JobIndex(maxEnded);
    this.#barrier = new StreamBarrier(publisher, EXCHANGES.events);
  }

  /** Whether everything that happened before the start has been read. */
  get isCaughtUp(): boolean {
    return this.#isCaughtUp;
  }

  /** Starts reading; resolves once caught up. */
  async open(connection: BrokerConnection): Promise<void> {
    this.#reader = new JobEventReader(connection, (message) => this.#onMessage(message));
    while (!this.#isCaughtUp && !this.#closing.signal.aborted) {
      const patience = AbortSignal.any([this.#closing.signal, AbortSignal.timeout(PATIENCE_MS)]);
      await this.untilCurrent(patience).then(
        () => (this.#isCaughtUp = true),
        () => undefined,
      );
    }
  }

  /**
   * Resolves once everything is known that the stream had when it was called.
   * @throws the reason of `signal`
   */
  async untilCurrent(signal: AbortSignal): Promise<void> {
    await this.#barrier.until(await this.#barrier.mark(signal), signal);
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
    this.#closing.abort();
    await this.#reader?.close();
  }

  #onMessage({ message, offset }: StreamMessage): void {
    const jobId = this.#takenBefore(message);
    const envelope = jobId === undefined ? jobEventIn(message) : undefined;
    if (jobId !== undefined) this.#place(jobId, offset, true);
    else if (envelope) this.#take(envelope.data, offset);
    this.#barrier.sees(message.properties.messageId);
  }

  /** The job that is `queued` here and known already, mostly taken in by this process: only its place is new. */
  #takenBefore({ fields, properties }: StreamMessage['message']): string | undefined {
    const jobId: unknown = properties.correlationId;
    if (fields.routingKey !== QUEUED || typeof jobId !== 'string') return undefined;
    const state = this.#jobs.get(jobId);
    return state && isRequestKnown(state) ? jobId : undefined;
  }

  #take(data: JobEvent, offset: number): void {
    this.apply(data);
    this.#place(data.jobId, offset, data.kind === 'queued' && data.message !== undefined);
  }

  #place(jobId: string, offset: number, hasMessage: boolean): void {
    if (!this.#jobs.get(jobId)) return;
    if (!this.#firstOffsets.has(jobId)) this.#firstOffsets.set(jobId, offset);
    if (hasMessage) this.#offsets.set(jobId, offset);
  }
}
