import type { Job } from '@ai-coding-agent/contracts';
import { JobPublisher, PublishRefused, queuedJob } from '@ai-coding-agent/messaging';
import { Injectable } from '@nestjs/common';
import { Problem } from '../problems/problem.js';
import type { JobStatus } from '../view/job-state.js';
import { JobView } from '../view/job-view.js';

const RETRY_AFTER_SECONDS = 5;

/** Puts jobs on the queue, each only once. */
@Injectable()
export class JobIntake {
  readonly #underWay = new Map<string, { readonly hash: string; readonly done: Promise<void> }>();

  constructor(
    private readonly publisher: JobPublisher,
    private readonly view: JobView,
  ) {}

  /**
   * Resolves once the broker has the job, at once when it has had it already.
   * @param hash of the request, which tells a repetition from another request under the same key
   * @throws Problem `idempotency-key-reused`, `queue-unavailable`, `not-ready`
   */
  async submit(job: Job, hash: string, { isRepeatable }: { readonly isRepeatable: boolean }): Promise<JobStatus> {
    if (isRepeatable && !this.view.isCaughtUp)
      throw new Problem('not-ready', { retryAfterSeconds: RETRY_AFTER_SECONDS });
    const known = this.view.find(job.jobId);
    if (known) {
      checkHash(known.job.requestHash, hash);
      return known.status;
    }
    const underWay = this.#underWay.get(job.jobId);
    if (underWay) checkHash(underWay.hash, hash);
    await (underWay?.done ?? this.#publish(job, hash));
    return 'queued';
  }

  async #publish(job: Job, requestHash: string): Promise<void> {
    const queued = { ...queuedJob(job), requestHash };
    const done = this.publisher.publish(job, queued).catch((error: unknown) => {
      if (!(error instanceof PublishRefused)) throw error;
      throw new Problem('queue-unavailable', { detail: error.message, retryAfterSeconds: RETRY_AFTER_SECONDS });
    });
    this.#underWay.set(job.jobId, { hash: requestHash, done });
    try {
      await done;
      this.view.apply({ kind: 'queued', job: queued, jobId: job.jobId, at: job.requestedAt });
    } finally {
      this.#underWay.delete(job.jobId);
    }
  }
}

function checkHash(before: string | undefined, now: string): void {
  if (before !== undefined && before !== now) throw new Problem('idempotency-key-reused');
}
