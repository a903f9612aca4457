import type { Job, JobMode } from './job.js';
import type { JobResult } from './job-result.js';
import type { JobStage } from './job-stage.js';
import type { JobUsage } from './job-usage.js';

/** A failure as everybody outside sees it. */
export interface FailureReport {
  readonly code: string;
  readonly stage: string | null;
  /** One sentence, safe to show. */
  readonly message: string;
  readonly retryable: boolean;
}

/** What a queued job looks like from outside, and the hash that tells a repeated request from another one. */
export interface QueuedJob {
  readonly mode: JobMode;
  readonly repository: string;
  readonly issueNumber?: number;
  readonly pullRequestNumber?: number;
  readonly requestedBy?: string;
  readonly requestedAt: string;
  readonly retryOf?: string;
  readonly dryRun?: boolean;
  /** SHA-256 of the request body, for `Idempotency-Key`. */
  readonly requestHash?: string;
}

/** What happened to a job, in the words of the event stream. */
export type JobHappening =
  /** `message` is the job as it went to its queue: what a retry repeats, and what a waiting refine asks for. */
  | { readonly kind: 'queued'; readonly job: QueuedJob; readonly message?: Job }
  | { readonly kind: 'started'; readonly attempt: number; readonly job: QueuedJob }
  | { readonly kind: 'stage'; readonly attempt: number; readonly stage: JobStage }
  | { readonly kind: 'requeued'; readonly attempt: number; readonly reason: string }
  | {
      readonly kind: 'retrying';
      readonly attempt: number;
      readonly failure: FailureReport;
      readonly nextAttemptAt: string;
      readonly usage: JobUsage;
    }
  | { readonly kind: 'succeeded'; readonly attempt: number; readonly result: JobResult; readonly usage: JobUsage }
  /** `job` when the broker gave it up, which can be the first that is heard of it. */
  | {
      readonly kind: 'failed';
      readonly attempt: number;
      readonly failure: FailureReport;
      readonly usage: JobUsage;
      readonly job?: QueuedJob;
    }
  /** Somebody stopped it. `usage` is what it cost until then. */
  | { readonly kind: 'cancelled'; readonly attempt: number; readonly by: string; readonly usage: JobUsage };

/** A happening on its way: which job, and when. */
export type JobEvent = JobHappening & { readonly jobId: string; readonly at: string };

/** Whether nothing comes after `event`. */
export function isTerminal(event: JobHappening): boolean {
  return ['succeeded', 'failed', 'cancelled'].includes(event.kind);
}
