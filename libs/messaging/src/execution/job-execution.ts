import { setTimeout as sleep } from 'node:timers/promises';
import { isTerminal, NO_USAGE, type Job, type JobHappening, type JobUsage } from '@ai-coding-agent/contracts';
import { JobFailure, nextStep, toJobFailure, type NextStep, type RetryPolicy } from '@ai-coding-agent/failures';
import type { BrokerConnection } from '../connection/broker-connection.js';
import type { JobDelivery } from '../consuming/job-delivery.js';
import type { Settlement } from '../consuming/settlement.js';
import { readJobHistory } from '../events/read-job-history.js';
import type { JobLocks, Lock } from '../locks/job-locks.js';
import type { JobEvents } from '../publishing/job-events.js';
import { findCompanions } from './find-companions.js';
import { JobCompanions } from './job-companions.js';
import type { JobEnding, JobObserver, JobRun, JobWork } from './job-work.js';
import { queuedJob } from './queued-job.js';

export interface JobExecutionParts {
  readonly connection: BrokerConnection;
  readonly events: JobEvents;
  readonly locks: JobLocks;
  readonly retryPolicy: RetryPolicy;
  readonly observer: JobObserver;
}

/** The reason with which a job is aborted when its worker leaves. */
class HandedBack extends Error {}

/**
 * One attempt at one job, from its delivery to its settlement: nobody else works on it or on its branch, it has not
 * ended before, everything that happens is written to the event stream, and how it ends follows from the failure.
 */
export class JobExecution {
  readonly #parts: JobExecutionParts;

  constructor(parts: JobExecutionParts) {
    this.#parts = parts;
  }

  async execute<J extends Job>(job: J, delivery: JobDelivery, work: JobWork<J>): Promise<Settlement> {
    const { locks, observer } = this.#parts;
    const jobLock = await locks.forJob(job.jobId);
    if (!jobLock) return this.#busy(job);
    try {
      const branchLock = await locks.forBranch(job.repository, work.branch(job));
      if (!branchLock) return this.#busy(job);
      try {
        observer.started(job, delivery.attempt);
        const { settlement, ending } = await this.#attempt(job, delivery, work, [jobLock, branchLock]);
        observer.ended(job, ending);
        return settlement;
      } finally {
        await branchLock.release();
      }
    } finally {
      await jobLock.release();
    }
  }

  #busy(job: Job): Settlement {
    this.#parts.observer.ended(job, { kind: 'busy' });
    return { kind: 'busy' };
  }

  async #attempt<J extends Job>(job: J, delivery: JobDelivery, work: JobWork<J>, locks: readonly Lock[]) {
    const { attempt } = delivery;
    const marker = await this.#record(job, { kind: 'started', attempt, job: queuedJob(job) });
    if (await this.#hasEnded(job, marker)) return ended({ kind: 'already-ended' }, { kind: 'ack' });
    let usage: JobUsage = NO_USAGE;
    const abort = new AbortController();
    const timer = setTimeout(() => abort.abort(new JobFailure('timed-out')), work.timeoutSeconds(job) * 1_000);
    const handBack = () => abort.abort(new HandedBack());
    const leave = [delivery.handBack, ...locks.map(({ lost }) => lost)];
    for (const signal of leave) {
      signal.addEventListener('abort', handBack);
      if (signal.aborted) handBack();
    }
    const run: JobRun<J> = {
      attempt,
      startedAt: Date.now(),
      signal: abort.signal,
      companions: this.#companions(job, marker, work),
      usage: (sum) => (usage = sum),
      stageReached: (stage) => {
        this.#parts.observer.stageReached(job, stage);
        this.#tell(job, { kind: 'stage', attempt, stage });
      },
    };
    try {
      const result = await work.run(job, run);
      await this.#record(job, { kind: 'succeeded', attempt, result, usage });
      return ended({ kind: 'succeeded', result, usage }, { kind: 'ack' });
    } catch (error) {
      if (abort.signal.reason instanceof HandedBack) {
        this.#tell(job, { kind: 'requeued', attempt, reason: 'the worker is shutting down' });
        return ended({ kind: 'handed-back' }, { kind: 'requeue' });
      }
      // Whatever an aborted stage throws, the reason is why it was aborted.
      const failure = toJobFailure(abort.signal.aborted ? abort.signal.reason : error);
      return await this.#fail(job, run, failure, usage, work);
    } finally {
      clearTimeout(timer);
      for (const signal of leave) signal.removeEventListener('abort', handBack);
    }
  }

  async #fail<J extends Job>(job: J, run: JobRun<J>, failure: JobFailure, usage: JobUsage, work: JobWork<J>) {
    const { attempt } = run;
    const next = nextStep(failure, attempt, this.#parts.retryPolicy);
    await work.reportFailure(job, failure, next, run, usage);
    const report = {
      code: failure.code,
      stage: failure.stage ?? null,
      message: failure.message,
      retryable: failure.retryable,
    };
    await this.#record(
      job,
      next.kind === 'retry'
        ? { kind: 'retrying', attempt, failure: report, nextAttemptAt: inSeconds(next.delaySeconds), usage }
        : { kind: 'failed', attempt, failure: report, usage },
    );
    return ended({ kind: 'failed', failure, next, usage }, settlementOf(failure, next));
  }

  #companions<J extends Job>(job: J, marker: string, work: JobWork<J>): JobCompanions<J> {
    const { connection, observer } = this.#parts;
    const mayJoin = work.mayJoin?.bind(work);
    return new JobCompanions({
      find: async () => (mayJoin && connection.current ? findCompanions(connection.current, job, marker, mayJoin) : []),
      record: (companion, happening) => this.#record(companion, happening),
      ended: (companion, ending) => observer.ended(companion, ending),
    });
  }

  /** Reads what was there before this attempt was announced: a job that has ended is not done again. */
  async #hasEnded(job: Job, marker: string): Promise<boolean> {
    const connection = this.#parts.connection.current;
    if (!connection) return false;
    const history = await readJobHistory(connection, job.jobId, job.requestedAt, marker).catch(() => []);
    return history.some(isTerminal);
  }

  /** Writes down what must not be missing, for as long as it takes. */
  async #record(job: Job, happening: JobHappening): Promise<string> {
    for (;;) {
      try {
        return await this.#parts.events.publish(job.jobId, happening);
      } catch {
        await sleep(1_000);
      }
    }
  }

  /** Writes down what is only of interest while it happens. */
  #tell(job: Job, happening: JobHappening): void {
    this.#parts.events.publish(job.jobId, happening).catch(() => undefined);
  }
}

function ended(ending: JobEnding, settlement: Settlement) {
  return { ending, settlement };
}

function settlementOf(failure: JobFailure, next: NextStep): Settlement {
  const reason = `${failure.code}: ${failure.message}`;
  if (next.kind === 'retry') return { kind: 'retry', delaySeconds: next.delaySeconds, attempt: next.attempt, reason };
  if (next.kind === 'end') return { kind: 'ack' };
  return { kind: 'dead-letter', reason: next.outOfAttempts ? `out of attempts: ${reason}` : reason };
}

function inSeconds(seconds: number): string {
  return new Date(Date.now() + seconds * 1_000).toISOString();
}
