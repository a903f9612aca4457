import { EXCHANGES, QUEUES, type Job, type JobEvent } from '@ai-coding-agent/contracts';
import type { BrokerConnection } from '../connection/broker-connection.js';
import { eventRoutingKey } from '../events/job-event-codec.js';
import { jobEventIn } from '../events/job-event-in.js';
import { readJobHistory } from '../events/read-job-history.js';
import type { ConfirmingPublisher } from '../publishing/confirming-publisher.js';
import { StreamBarrier } from '../streams/stream-barrier.js';
import { StreamReader, type StreamMessage } from '../streams/stream-reader.js';
import { foldPast, NO_PAST, type PastOfJob } from './past-of-job.js';
import { WaitingJobs } from './waiting-jobs.js';

export interface JobHistoryOptions {
  /** How far back it reads at its start, in milliseconds; two hours by default. */
  readonly windowMs?: number;
  /** Jobs that are remembered; beyond it the window begins later. */
  readonly maxJobs?: number;
}

/** The stream is stamped by the broker, a job by ingest-api: allow for clocks that differ. */
const CLOCK_SKEW_MS = 300_000;
const PATIENCE_MS = 30_000;
const STAGE = eventRoutingKey('stage');

/**
 * Knows what happened to the jobs of a while, from one continuous reading of the event stream. A job that is older
 * than that is looked up by a reading of its own, which costs as much as there are events since its request.
 */
export class JobHistory {
  readonly #connection: BrokerConnection;
  readonly #reader: StreamReader;
  readonly #barrier: StreamBarrier;
  readonly #waiting = new WaitingJobs();
  readonly #maxJobs: number;
  /** In the order of the last event. */
  readonly #jobs = new Map<string, { readonly past: PastOfJob; readonly at: number; readonly lastId: string }>();
  /** Everything that happened since is known. */
  #completeSince: number;

  constructor(connection: BrokerConnection, publisher: ConfirmingPublisher, options: JobHistoryOptions = {}) {
    const { windowMs = 7_200_000, maxJobs = 50_000 } = options;
    this.#connection = connection;
    this.#maxJobs = maxJobs;
    this.#completeSince = Date.now() - windowMs;
    this.#barrier = new StreamBarrier(publisher, EXCHANGES.events);
    this.#reader = new StreamReader(connection, {
      stream: QUEUES.events,
      from: new Date(this.#completeSince),
      onMessage: (message) => this.#take(message),
    });
    this.#reader.on('restart', () => this.#jobs.clear());
  }

  /**
   * What happened to a job until now, or until the event `marker` that the caller has just published.
   * @throws the reason of `signal`
   */
  async of(job: Job, signal: AbortSignal, marker?: string): Promise<PastOfJob> {
    const until = marker ?? (await this.#barrier.mark(signal));
    for (;;) {
      const patience = AbortSignal.any([signal, AbortSignal.timeout(PATIENCE_MS)]);
      const past = await (this.#covers(job) ? this.#remembered(job, until, patience) : this.#lookUp(job, until)).catch(
        () => undefined,
      );
      if (past) return past;
      signal.throwIfAborted();
      if (patience.aborted) this.#reader.restart();
      await new Promise((wake) => setTimeout(wake, 500));
    }
  }

  /** Whether the stream has an event that was sent a moment ago. Waits until the broker can tell. */
  async has(eventId: string): Promise<boolean> {
    const forever = new AbortController().signal;
    await this.#barrier.until(await this.#barrier.mark(forever), forever);
    return this.#barrier.hasSeen(eventId);
  }

  /** Jobs for the same pull request as `job` that wait for their first attempt, oldest first. */
  waitingLike(job: Job): Job[] {
    return this.#waiting.like(job);
  }

  /** Jobs that are remembered at the moment. */
  get size(): number {
    return this.#jobs.size;
  }

  close(): Promise<void> {
    return this.#reader.close();
  }

  #covers(job: Job): boolean {
    return Date.parse(job.requestedAt) - CLOCK_SKEW_MS >= this.#completeSince;
  }

  async #remembered(job: Job, until: string, signal: AbortSignal): Promise<PastOfJob> {
    await this.#barrier.until(until, signal);
    return this.#jobs.get(job.jobId)?.past ?? NO_PAST;
  }

  async #lookUp(job: Job, until: string): Promise<PastOfJob> {
    const connection = this.#connection.current;
    if (!connection) throw new Error('not connected');
    const events = await readJobHistory(connection, job.jobId, job.requestedAt, until);
    return events.reduce(foldPast, NO_PAST);
  }

  #take({ message }: StreamMessage): void {
    // Most events are stages, of every job of every worker, and none changes anything here.
    const envelope = message.fields.routingKey === STAGE ? undefined : jobEventIn(message);
    if (envelope) this.#remember(envelope.data, envelope.id);
    this.#barrier.sees(message.properties.messageId);
  }

  #remember(event: JobEvent, id: string): void {
    const known = this.#jobs.get(event.jobId);
    if (known?.lastId === id) return; // published again, because its confirm got lost
    // `queued` of a job that somebody was faster to start is no news.
    if (event.kind !== 'queued' || !known?.past.attempt) this.#waiting.hear(event);
    this.#jobs.delete(event.jobId);
    this.#jobs.set(event.jobId, {
      past: foldPast(known?.past ?? NO_PAST, event),
      at: Date.parse(event.at),
      lastId: id,
    });
    if (this.#jobs.size <= this.#maxJobs) return;
    const [[oldestId, oldest] = ['', { at: 0 }]] = this.#jobs;
    this.#jobs.delete(oldestId);
    this.#completeSince = Math.max(this.#completeSince, oldest.at);
  }
}
