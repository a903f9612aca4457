/** A job as `GET /jobs/:id` answers it; only what is shown is named. */
export interface Job {
  readonly jobId: string;
  readonly status: string;
  readonly stage: string | null;
  readonly attempt: number;
  readonly mode?: string;
  readonly repository?: string;
  readonly issueNumber?: number;
  readonly pullRequestNumber?: number;
  readonly requestedBy?: string;
  readonly retryOf?: string;
  readonly queuedAt?: string;
  readonly startedAt?: string;
  readonly finishedAt?: string;
  readonly nextAttemptAt?: string;
  readonly result?: { readonly outcome: string; readonly pullRequestUrl?: string; readonly commitSha?: string };
  readonly failure?: { readonly code: string; readonly message: string };
  readonly usage?: { readonly llmCalls: number; readonly costUsd: number };
}

export interface JobPage {
  readonly jobs: readonly Job[];
  readonly nextCursor?: string | null;
}

/** What `run`, `jobs cancel` and `jobs retry` are answered with. */
export interface AcceptedJob {
  readonly jobId: string;
  readonly status?: string;
  readonly retryOf?: string;
}

/** Where a job is, from the event stream or from a look at it. */
export type Progress = Pick<Job, 'jobId' | 'status' | 'stage' | 'attempt'> & { readonly at?: string };

/** Whether a job in this state is over. */
export function hasEnded({ status }: Pick<Job, 'status'>): boolean {
  return status === 'succeeded' || status === 'failed' || status === 'cancelled';
}
