import { setTimeout as sleep } from 'node:timers/promises';
import type { Job, JobHappening } from '@ai-coding-agent/contracts';
import type { ChannelModel } from 'amqplib';
import type { JobCloudEvent } from '../events/job-event-codec.js';
import type { JobHistory } from '../history/job-history.js';
import type { Lock } from '../locks/job-locks.js';
import type { JobEvents } from '../publishing/job-events.js';
import { HandedBack } from './attempt-limits.js';

const RETRY_MS = 1_000;

/** Writes down what happens to a job in the event stream, on behalf of whoever holds its locks. */
export class JobChronicle {
  readonly #events: JobEvents;
  readonly #history: JobHistory;
  readonly #locks: readonly Lock[];
  readonly #first: ChannelModel | undefined;

  constructor(events: JobEvents, history: JobHistory, locks: readonly Lock[]) {
    this.#events = events;
    this.#history = history;
    this.#locks = locks;
    this.#first = this.#connection();
  }

  /**
   * Writes down what must not be missing, for as long as it takes, and answers the id of the event. When the broker
   * dies before it confirms, the stream itself is asked whether it has the event. No job ends twice: only who holds its
   * locks may write, and whoever had lost them for a while looks first what happened meanwhile.
   * @throws HandedBack when the locks are somebody else's, or were meanwhile and the job has ended
   */
  async record(job: Job, happening: JobHappening): Promise<string> {
    const event = this.#events.compose(job.jobId, happening);
    while (!(await this.#write(job, event))) {
      await sleep(RETRY_MS);
      if (await this.#history.has(event.id)) break;
    }
    return event.id;
  }

  /** Writes down what is only of interest while it happens. Resolves after the one try. */
  async tell(job: Job, happening: JobHappening): Promise<void> {
    await this.#events.publish(job.jobId, happening).catch(() => undefined);
  }

  /** Whether the broker has confirmed the event. */
  async #write(job: Job, event: JobCloudEvent): Promise<boolean> {
    const connection = this.#connection();
    if (!connection) return false;
    if (connection !== this.#first && (await this.#history.of(job, new AbortController().signal)).ended)
      throw new HandedBack();
    return this.#events.send(event, { once: true, onlyWhile: () => this.#connection() === connection }).then(
      () => true,
      () => false,
    );
  }

  /** The connection that holds all locks, while there is one. */
  #connection(): ChannelModel | undefined {
    if (this.#locks.some(({ lost }) => lost.aborted)) throw new HandedBack();
    const connections = new Set(this.#locks.map(({ grantedOn }) => grantedOn));
    const [connection] = connections;
    return connections.size === 1 ? connection : undefined;
  }
}
