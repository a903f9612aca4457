import { setTimeout as sleep } from 'node:timers/promises';
import type { Job, JobHappening } from '@ai-coding-agent/contracts';
import type { JobHistory } from '../history/job-history.js';
import type { JobEvents } from '../publishing/job-events.js';

const RETRY_MS = 1_000;

/** Writes down what happens to a job in the event stream. */
export class JobChronicle {
  readonly #events: JobEvents;
  readonly #history: JobHistory;

  constructor(events: JobEvents, history: JobHistory) {
    this.#events = events;
    this.#history = history;
  }

  /**
   * Writes down what must not be missing, for as long as it takes, and answers the id of the event. When the broker
   * dies before it confirms, the stream itself is asked whether it has the event, so that no job ends twice.
   */
  async record(job: Job, happening: JobHappening): Promise<string> {
    const event = this.#events.compose(job.jobId, happening);
    for (;;) {
      try {
        await this.#events.send(event, { once: true });
        return event.id;
      } catch {
        await sleep(RETRY_MS);
        if (await this.#history.has(event.id)) return event.id;
      }
    }
  }

  /** Writes down what is only of interest while it happens. Resolves after the one try. */
  async tell(job: Job, happening: JobHappening): Promise<void> {
    await this.#events.publish(job.jobId, happening).catch(() => undefined);
  }
}
