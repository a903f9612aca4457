import { NO_USAGE, type Job, type JobHappening, type JobResult } from '@ai-coding-agent/contracts';
import type { JobFailure } from '@ai-coding-agent/failures';
import { queuedJob } from './queued-job.js';
import type { JobEnding } from './job-work.js';

/** Companions are at their first attempt: a job that had one before is none. */
const ATTEMPT = 1;

export interface JobCompanionsParts<J extends Job> {
  /** Jobs that wait while this one runs. */
  readonly find: () => Promise<readonly J[]>;
  /** Writes down what must not be missing, for as long as it takes. */
  readonly record: (job: J, happening: JobHappening) => Promise<unknown>;
  readonly ended: (job: J, ending: JobEnding) => void;
}

/**
 * Jobs that wait for the same branch and may be done in the run of this job. Their messages stay where they are:
 * delivered later, a job that was ended here is found to have ended. One that was not ended here runs on its own.
 */
export class JobCompanions<J extends Job> {
  readonly #parts: JobCompanionsParts<J>;
  #waiting: Promise<readonly J[]> | undefined;

  constructor(parts: JobCompanionsParts<J>) {
    this.#parts = parts;
  }

  /** Those that waited when this attempt started; none when the events can't be read. The same whenever it is asked. */
  waiting(): Promise<readonly J[]> {
    this.#waiting ??= this.#parts.find().catch(() => []);
    return this.#waiting;
  }

  /** Ends a companion. What the run cost is this job's. */
  async succeeded(job: J, result: JobResult): Promise<void> {
    await this.#started(job);
    await this.#parts.record(job, { kind: 'succeeded', attempt: ATTEMPT, result, usage: NO_USAGE });
    this.#parts.ended(job, { kind: 'succeeded', result, usage: NO_USAGE });
  }

  /** Ends a companion that was refused by decision. */
  async failed(job: J, failure: JobFailure): Promise<void> {
    const { code, stage = null, message, retryable } = failure;
    await this.#started(job);
    const report = { code, stage, message, retryable };
    await this.#parts.record(job, { kind: 'failed', attempt: ATTEMPT, failure: report, usage: NO_USAGE });
    this.#parts.ended(job, { kind: 'failed', failure, next: { kind: 'end' }, usage: NO_USAGE });
  }

  #started(job: J): Promise<unknown> {
    return this.#parts.record(job, { kind: 'started', attempt: ATTEMPT, job: queuedJob(job) });
  }
}
