/** How a job that succeeded ended. */
export type JobOutcome = 'pull_request_opened' | 'pull_request_updated' | 'no_changes' | 'dry_run';

/** What a job that succeeded left behind. */
export interface JobResult {
  readonly outcome: JobOutcome;
  readonly pullRequestNumber?: number;
  readonly pullRequestUrl?: string;
  readonly branch?: string;
  readonly commitSha?: string;
  /** Paths in the repository, sorted. */
  readonly changedFiles: readonly string[];
  /** Unified diff; only of a dry run. */
  readonly diff?: string;
}
