import { setTimeout as sleep } from 'node:timers/promises';
import type { Job, JobHappening } from '@ai-coding-agent/contracts';
import type { JobEvents } from '../publishing/job-events.js';

const RETRY_MS = 1_000;

/** Writes down what happens to a job in the event stream. */
export class JobChronicle {
  readonly #events: JobEvents;

  constructor(events: JobEvents) {
    this.#events = events;
  }

  /** Writes down what must not be missing, for as long as it takes, and answers the id of the event. */
  async record(job: Job, happening: JobHappening): Promise<string> {
    for (;;) {
      try {
        return await this.#events.publish(job.jobId, happening);
      } catch {
        await sleep(RETRY_MS);
      }
    }
  }

  /** Writes down what is only of interest while it happens. Resolves after the one try. */
  async tell(job: Job, happening: JobHappening): Promise<void> {
    await this.#events.publish(job.jobId, happening).catch(() => undefined);
  }
}
