import { setTimeout as sleep } from 'node:timers/promises';
import { NO_USAGE, type Job } from '@ai-coding-agent/contracts';
import {
  ControlPublisher,
  PublishRefused,
  type ConfirmingPublisher,
  type JobEvents,
  type JobLocks,
  type Lock,
} from '@ai-coding-agent/messaging';
import { Logger } from '@nestjs/common';
import { Problem } from '../problems/problem.js';
import { hasEnded } from '../view/job-state.js';
import type { JobView } from '../view/job-view.js';
import type { JobIntake } from './job-intake.js';
import { requestHash } from './job-identity.js';
import { knownJob } from './known-job.js';

const RETRY_AFTER_SECONDS = 5;
/** How long the lock of a cancelled job is asked for, in milliseconds. */
const PATIENCE_MS = 3_000;
/** The first pause between two times; each is twice as long as the one before. */
const LOCK_PAUSE_MS = 200;
/** How long the worker of a running job has for itself. */
const GRACE_MS = 1_000;

export interface JobOrderParts {
  readonly publisher: ConfirmingPublisher;
  readonly events: JobEvents;
  readonly locks: JobLocks;
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
   * Resolves once the order can't get lost. A job that waits is over with that; a running one is stopped by its worker,
   * which writes it down.
   * @param by GitHub login, or name of the API token
   * @throws Problem `job-not-found`, `job-ended`, `not-ready`, `queue-unavailable`
   */
  async cancel(jobId: string, by: string): Promise<void> {
    const before = await knownJob(this.#parts.view, jobId);
    if (hasEnded(before)) throw new Problem('job-ended');
    await orUnavailable(new ControlPublisher(this.#parts.publisher).cancel(jobId, by));
    const isRunning = before.status === 'running';
    const ending = this.#endOnceItWaits(jobId, by, isRunning).catch((error: unknown) => {
      // The order is given: its worker does the rest.
      new Logger('JobOrders').warn(`a cancelled job is left to its worker: ${String(error)}`, { jobId });
    });
    // Nobody waits for a running job, which may be about to wait for its next attempt.
    if (!isRunning) await ending;
  }

  /** Asks for the lock again as long as there is patience: a worker that has just done with the job lets go of it. */
  async #endOnceItWaits(jobId: string, by: string, isRunning: boolean): Promise<void> {
    const { view, locks } = this.#parts;
    const patience = AbortSignal.timeout(PATIENCE_MS);
    if (isRunning) await sleep(GRACE_MS);
    for (let pause = LOCK_PAUSE_MS; !patience.aborted; pause *= 2) {
      const now = view.find(jobId);
      if (!now || hasEnded(now)) return;
      const lock = await locks.forJob(jobId);
      if (lock) return this.#endWaiting(jobId, by, lock, patience).finally(() => lock.release());
      await sleep(pause);
    }
  }

  /**
   * Ends a job that waits, under the lock that a worker takes before it starts one: either the start or the cancel
   * comes first, and never both. Whoever has the lock meanwhile hears of the order.
   */
  async #endWaiting(jobId: string, by: string, lock: Lock, patience: AbortSignal): Promise<void> {
    const { view, events } = this.#parts;
    const { grantedOn } = lock;
    if (!grantedOn) return;
    await view.untilCurrent(patience);
    const now = view.find(jobId);
    const isWaiting = now?.status === 'queued' || now?.status === 'retrying';
    if (!isWaiting) return;
    const cancelled = { kind: 'cancelled', attempt: now.attempt, by, usage: now.usage ?? NO_USAGE } as const;
    const event = events.compose(jobId, cancelled);
    // Once lost, the lock may have been a worker's.
    await events.send(event, { once: true, onlyWhile: () => lock.grantedOn === grantedOn });
    view.apply(event.data);
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
    if (!hasEnded(await knownJob(this.#parts.view, jobId, hasEnded))) throw new Problem('job-not-ended');
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
}

async function orUnavailable(publish: Promise<unknown>): Promise<void> {
  try {
    await publish;
  } catch (error) {
    if (!(error instanceof PublishRefused)) throw error;
    throw new Problem('queue-unavailable', { detail: error.message, retryAfterSeconds: RETRY_AFTER_SECONDS });
  }
}
