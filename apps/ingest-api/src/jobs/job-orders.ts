import { NO_USAGE, type Job } from '@ai-coding-agent/contracts';
import { ControlPublisher, PublishRefused, type ConfirmingPublisher, type JobEvents } from '@ai-coding-agent/messaging';
import { Problem } from '../problems/problem.js';
import { hasEnded } from '../view/job-state.js';
import type { JobView } from '../view/job-view.js';
import type { JobIntake } from './job-intake.js';
import { requestHash } from './job-identity.js';

const RETRY_AFTER_SECONDS = 5;

export interface JobOrderParts {
  readonly publisher: ConfirmingPublisher;
  readonly events: JobEvents;
  readonly view: JobView;
  /** The job as it went to its queue, from its place in the event stream. */
  readonly messageAt: (offset: number) => Promise<Job | undefined>;
}

/** Stops and repeats jobs. */
export class JobOrders {
  readonly #parts: JobOrderParts;

  constructor(parts: JobOrderParts) {
    this.#parts = parts;
  }

  /**
   * Resolves once the order can't get lost. A job that nobody works on is over with that; a running one is stopped by
   * its worker, which writes it down. Had the job started meanwhile, the first end in the stream counts everywhere.
   * @param by GitHub login, or name of the API token
   * @throws Problem `job-not-found`, `job-ended`, `not-ready`, `queue-unavailable`
   */
  async cancel(jobId: string, by: string): Promise<void> {
    const { view, publisher, events } = this.#parts;
    if (hasEnded(this.#find(jobId))) throw new Problem('job-ended');
    await orUnavailable(new ControlPublisher(publisher).cancel(jobId, by));
    const now = view.find(jobId);
    if (!now || hasEnded(now) || now.status === 'running') return;
    const cancelled = { kind: 'cancelled', attempt: now.attempt, by, usage: now.usage ?? NO_USAGE } as const;
    await orUnavailable(events.publish(jobId, cancelled));
    view.apply({ ...cancelled, jobId, at: new Date().toISOString() });
  }

  /**
   * Starts an ended job anew with the same wishes.
   * @throws Problem `job-not-found`, `job-not-ended`, `job-not-repeatable`, `not-ready`, `queue-unavailable`
   */
  async retry(
    jobId: string,
    intake: JobIntake,
    again: Pick<Job, 'jobId' | 'origin' | 'requestedBy'>,
    { isRepeatable }: { readonly isRepeatable: boolean },
  ): Promise<Job> {
    if (!hasEnded(this.#find(jobId))) throw new Problem('job-not-ended');
    const offset = this.#parts.view.offsetOf(jobId);
    const message = offset === undefined ? undefined : await this.#parts.messageAt(offset);
    if (!message) throw new Problem('job-not-repeatable');
    const { requestedBy = message.requestedBy } = again;
    const job = {
      ...message,
      ...again,
      ...(requestedBy !== undefined && { requestedBy }),
      requestedAt: new Date().toISOString(),
      retryOf: jobId,
    } as Job;
    await intake.submit(job, requestHash({ retryOf: jobId }), { isRepeatable });
    return job;
  }

  #find(jobId: string) {
    const { view } = this.#parts;
    const state = view.find(jobId);
    if (state) return state;
    throw view.isCaughtUp
      ? new Problem('job-not-found')
      : new Problem('not-ready', { retryAfterSeconds: RETRY_AFTER_SECONDS });
  }
}

async function orUnavailable(publish: Promise<unknown>): Promise<void> {
  try {
    await publish;
  } catch (error) {
    if (!(error instanceof PublishRefused)) throw error;
    throw new Problem('queue-unavailable', { detail: error.message, retryAfterSeconds: RETRY_AFTER_SECONDS });
  }
}
