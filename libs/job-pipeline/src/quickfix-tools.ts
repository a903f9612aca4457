import type { JobPolicy } from './job-policy.js';
import type { Checkouts } from './ports/checkouts.js';
import type { CodingAgent } from './ports/coding-agent.js';
import type { Issues } from './ports/issues.js';
import type { JobComments } from './ports/job-comments.js';
import type { PullRequests } from './ports/pull-requests.js';
import type { Repositories } from './ports/repositories.js';
import type { Verifier } from './ports/verifier.js';

/** Everything outside that a quickfix works with. */
export interface QuickfixTools {
  readonly repositories: Repositories;
  readonly issues: Issues;
  readonly pullRequests: PullRequests;
  readonly comments: JobComments;
  readonly checkouts: Checkouts;
  readonly agent: CodingAgent;
  /** Absent when the operator chose no checks. */
  readonly verifier?: Verifier;
  readonly policy: JobPolicy;
}
