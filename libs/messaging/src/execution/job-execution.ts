import { DELIVERY_LIMIT, type Job, type JobControl } from '@ai-coding-agent/contracts';
import { JobFailure, nextStep, toJobFailure, type RetryPolicy } from '@ai-coding-agent/failures';
import type { JobDelivery } from '../consuming/job-delivery.js';
import type { Settlement } from '../consuming/settlement.js';
import type { ControlReader } from '../control/control-reader.js';
import type { JobHistory } from '../history/job-history.js';
import type { PastOfJob } from '../history/past-of-job.js';
import type { JobLocks, Lock } from '../locks/job-locks.js';
import type { JobEvents } from '../publishing/job-events.js';
import { JobCompanions } from './job-companions.js';
import { endedBefore, HANDED_BACK, settlementOf, tooEarly, type AttemptEnd } from './attempt-end.js';
import { AttemptLimits, Cancelled, HandedBack } from './attempt-limits.js';
import { AttemptRun } from './attempt-run.js';
import { JobChronicle } from './job-chronicle.js';
import type { JobObserver, JobWork } from './job-work.js';
import { queuedJob } from './queued-job.js';

export interface JobExecutionParts {
  readonly events: JobEvents;
  readonly history: JobHistory;
  readonly control: ControlReader;
  readonly locks: JobLocks;
  readonly retryPolicy: RetryPolicy;
  readonly observer: JobObserver;
}

/** Starts of one attempt that ended in nothing, each with its worker, before the attempt is given up. */
const MAX_CRASHES = 3;

/**
 * Half of the broker's limit. A message that came back so often goes round by the busy queue, where it is counted anew:
 * it may have been lying with workers that died of something else.
 */
const MANY_RETURNS = DELIVERY_LIMIT / 2;

/**
 * One attempt at one job, from its delivery to its settlement: nobody else works on it or on its branch, nobody has
 * cancelled it, it has not ended before, everything that happens is written to the event stream, and how it ends
 * follows from the failure.
 */
export class JobExecution {
  readonly #parts: JobExecutionParts;

  constructor(parts: JobExecutionParts) {
    this.#parts = parts;
  }

  async execute<J extends Job>(job: J, delivery: JobDelivery, work: JobWork<J>): Promise<Settlement> {
    const { ending, settlement } = await this.#executeLocked(job, delivery, work).catch((error: unknown) => {
      // Whatever waited for the broker stopped because the worker leaves, or has lost its locks.
      if (delivery.handBack.aborted || error instanceof HandedBack) return HANDED_BACK;
      throw error;
    });
    this.#parts.observer.ended(job, ending);
    return settlement;
  }

  async #executeLocked<J extends Job>(job: J, delivery: JobDelivery, work: JobWork<J>): Promise<AttemptEnd> {
    const { control, locks, observer } = this.#parts;
    const { attempt, handBack } = delivery;
    await control.untilCaughtUp(handBack);
    if (delivery.isRedelivered) await locks.untilReclaimed(handBack);
    // This worker has outlived it, so it is not what the broker's limit is for.
    if (delivery.timesReturned >= MANY_RETURNS) return BUSY;
    const jobLock = await locks.forJob(job.jobId);
    if (!jobLock) return BUSY;
    try {
      const order = control.orderFor(job.jobId);
      if (order) return await this.#neverStart(job, delivery, work, order, jobLock);
      const early = tooEarly(delivery.notBefore, this.#parts.retryPolicy.delaysSeconds);
      if (early) return early;
      const branchLock = await locks.forBranch(job.repository, work.branch(job));
      if (!branchLock) return BUSY;
      try {
        observer.started(job, attempt);
        return await this.#attempt(job, delivery, work, [jobLock, branchLock]);
      } finally {
        await branchLock.release();
      }
    } finally {
      await jobLock.release();
    }
  }

  /** A job that was cancelled before its start. */
  async #neverStart<J extends Job>(
    job: J,
    { attempt, handBack }: JobDelivery,
    work: JobWork<J>,
    order: JobControl,
    lock: Lock,
  ) {
    const chronicle = this.#chronicle(lock);
    const past = await this.#parts.history.of(job, handBack);
    const run = this.#noRun(job, attempt, past, chronicle, work);
    return past.ended ? this.#alreadyEnded(job, past, run, work) : this.#cancel(job, order.by, run, work);
  }

  /** Whoever cancels a job in its queue writes that down; people are told when its message comes by. */
  async #alreadyEnded<J extends Job>(job: J, past: PastOfJob, run: AttemptRun<J>, work: JobWork<J>) {
    const { cancelledInQueueBy: by } = past;
    if (by !== undefined) await work.reportCancelled(job, by, run, past.usage);
    return endedBefore(past);
  }

  /** An attempt that does not begin. */
  #noRun<J extends Job>(job: J, attempt: number, past: PastOfJob, chronicle: JobChronicle, work: JobWork<J>) {
    return new AttemptRun<J>({
      ...{ attempt, chronicle, spentBefore: past.usage, companions: this.#companions(job, chronicle, work) },
      signal: AbortSignal.abort(),
      onStage: () => undefined,
    });
  }

  async #attempt<J extends Job>(job: J, { attempt, handBack }: JobDelivery, work: JobWork<J>, locks: readonly Lock[]) {
    const chronicle = this.#chronicle(...locks);
    // Announces the attempt, and reads what was there before it: a job that has ended is not done again.
    const marker = await chronicle.record(job, { kind: 'started', attempt, job: queuedJob(job) });
    const past = await this.#parts.history.of(job, handBack, marker);
    if (past.ended) return this.#alreadyEnded(job, past, this.#noRun(job, attempt, past, chronicle, work), work);
    const limits = new AttemptLimits({
      jobId: job.jobId,
      timeoutSeconds: work.timeoutSeconds(job),
      leave: [handBack, ...locks.map(({ lost }) => lost)],
      control: this.#parts.control,
    });
    const run = new AttemptRun<J>({
      ...{ attempt, chronicle, spentBefore: past.usage, companions: this.#companions(job, chronicle, work) },
      signal: limits.signal,
      onStage: (stage) => {
        this.#parts.observer.stageReached(job, stage);
        void chronicle.tell(job, { kind: 'stage', attempt, stage });
      },
    });
    try {
      if (past.unfinishedStarts > MAX_CRASHES) throw new JobFailure('crash-loop');
      const result = await work.run(job, run);
      await chronicle.record(job, { kind: 'succeeded', attempt, result, usage: run.spentInAll });
      return {
        ending: { kind: 'succeeded', result, usage: run.spent },
        settlement: { kind: 'ack' },
      } satisfies AttemptEnd;
    } catch (error) {
      // Whatever an aborted stage throws, the reason is why it was aborted.
      const reason: unknown = run.signal.aborted ? run.signal.reason : error;
      if (reason instanceof HandedBack) return await this.#handBack(job, run);
      if (reason instanceof Cancelled) return await this.#cancel(job, reason.by, run, work);
      return await this.#fail(job, run, toJobFailure(reason), work);
    } finally {
      limits.dispose();
    }
  }

  async #handBack<J extends Job>(job: J, { attempt, chronicle }: AttemptRun<J>): Promise<AttemptEnd> {
    await chronicle.tell(job, { kind: 'requeued', attempt, reason: 'the worker is shutting down' });
    return HANDED_BACK;
  }

  async #cancel<J extends Job>(job: J, by: string, run: AttemptRun<J>, work: JobWork<J>) {
    const usage = run.spentInAll;
    await work.reportCancelled(job, by, run, usage);
    await run.chronicle.record(job, { kind: 'cancelled', attempt: run.attempt, by, usage });
    return { ending: { kind: 'cancelled', by, usage: run.spent }, settlement: { kind: 'ack' } } satisfies AttemptEnd;
  }

  #chronicle(...locks: Lock[]): JobChronicle {
    return new JobChronicle(this.#parts.events, this.#parts.history, locks);
  }

  #companions<J extends Job>(job: J, chronicle: JobChronicle, work: JobWork<J>): JobCompanions<J> {
    const { control, history, observer } = this.#parts;
    const isLike = (other: Job): other is J => other.mode === job.mode && !control.orderFor(other.jobId);
    return new JobCompanions<J>({
      find: async () =>
        history
          .waitingLike(job)
          .filter(isLike)
          .filter((other) => work.mayJoin?.(job, other)),
      record: (companion, happening) => chronicle.record(companion, happening),
      ended: (companion, ending) => observer.ended(companion, ending),
    });
  }

  async #fail<J extends Job>(job: J, run: AttemptRun<J>, failure: JobFailure, work: JobWork<J>) {
    const { attempt, spentInAll: usage } = run;
    const next = nextStep(failure, attempt, this.#parts.retryPolicy);
    await work.reportFailure(job, failure, next, run, usage);
    // One that came while people were told would else wait for the next attempt.
    const order = next.kind === 'retry' ? this.#parts.control.orderFor(job.jobId) : undefined;
    if (order) return this.#cancel(job, order.by, run, work);
    const { code, message, retryable } = failure;
    const report = { code, stage: failure.stage ?? null, message, retryable };
    await run.chronicle.record(
      job,
      next.kind === 'retry'
        ? { kind: 'retrying', attempt, failure: report, nextAttemptAt: inSeconds(next.delaySeconds), usage }
        : { kind: 'failed', attempt, failure: report, usage },
    );
    const settlement = settlementOf(failure, next, this.#parts.retryPolicy.delaysSeconds);
    return { ending: { kind: 'failed', failure, next, usage: run.spent }, settlement } satisfies AttemptEnd;
  }
}

const BUSY: AttemptEnd = { ending: { kind: 'busy' }, settlement: { kind: 'busy' } };

function inSeconds(seconds: number): string {
  return new Date(Date.now() + seconds * 1_000).toISOString();
}
