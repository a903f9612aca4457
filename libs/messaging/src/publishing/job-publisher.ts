import { EXCHANGES, JOB_MODES, routingKey, type Job, type QueuedJob } from '@ai-coding-agent/contracts';
import { publishDeadline, type ConfirmingPublisher } from './confirming-publisher.js';
import type { JobEvents } from './job-events.js';
import { PublishRefused } from './publish-refused.js';

/** Hands jobs to the workers. */
export class JobPublisher {
  readonly #publisher: ConfirmingPublisher;
  readonly #events: JobEvents;
  readonly #app: string;

  constructor(publisher: ConfirmingPublisher, events: JobEvents, app: string) {
    this.#publisher = publisher;
    this.#events = events;
    this.#app = app;
  }

  /**
   * Resolves once the job is on its queue. `queued` is written down after the job itself is confirmed: announced
   * before, a job that the broker then refuses would look queued for ever, and a repeated request would find it.
   * @throws PublishRefused
   */
  async publish(job: Job, queued: QueuedJob, headers: Readonly<Record<string, string>> = {}): Promise<void> {
    const deadline = publishDeadline();
    const message = {
      exchange: EXCHANGES.jobs,
      routingKey: routingKey(job),
      body: Buffer.from(JSON.stringify(job)),
      properties: {
        messageId: job.jobId,
        correlationId: job.jobId,
        type: JOB_MODES[job.mode].type,
        contentType: 'application/json',
        appId: this.#app,
        timestamp: Math.floor(Date.now() / 1000),
        headers: { 'x-attempt': 1, ...headers },
      },
    };
    await this.#publisher.publish(message, { deadline });
    const event = this.#events.compose(job.jobId, { kind: 'queued', job: queued, message: job });
    await this.#events.send(event, { deadline }).catch((error: unknown) => {
      // The job exists; its first `started` event will prove it.
      if (!(error instanceof PublishRefused)) throw error;
    });
  }
}
