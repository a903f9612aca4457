import type { JobPolicy } from './job-policy.js';
import type { Checkouts } from './ports/checkouts.js';
import type { CodingAgent } from './ports/coding-agent.js';
import type { JobComments } from './ports/job-comments.js';
import type { PullRequests } from './ports/pull-requests.js';
import type { Repositories } from './ports/repositories.js';
import type { SecretScanner } from './ports/secret-scanner.js';

/** Everything outside that a refine works with. */
export interface RefineTools {
  readonly repositories: Repositories;
  readonly pullRequests: PullRequests;
  readonly comments: JobComments;
  readonly checkouts: Checkouts;
  readonly agent: CodingAgent;
  readonly secrets: SecretScanner;
  readonly policy: JobPolicy;
}
