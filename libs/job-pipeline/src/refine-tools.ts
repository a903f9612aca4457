import type { AttemptTools } from './feedback/with-feedback.js';
import type { JobPolicy } from './job-policy.js';
import type { Checkouts } from './ports/checkouts.js';
import type { CodingAgent } from './ports/coding-agent.js';
import type { Permissions } from './ports/permissions.js';
import type { PullRequests } from './ports/pull-requests.js';
import type { Repositories } from './ports/repositories.js';
import type { Verifier } from './ports/verifier.js';
import type { SecretScanner } from './ports/secret-scanner.js';

/** Everything outside that a refine works with. */
export interface RefineTools extends AttemptTools {
  readonly permissions: Permissions;
  readonly repositories: Repositories;
  readonly pullRequests: PullRequests;
  readonly checkouts: Checkouts;
  readonly agent: CodingAgent;
  /** Absent when the operator chose no checks. */
  readonly verifier?: Verifier;
  readonly secrets: SecretScanner;
  readonly policy: JobPolicy;
}
