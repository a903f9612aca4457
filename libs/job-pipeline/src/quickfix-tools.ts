import type { AttemptTools } from './feedback/with-feedback.js';
import type { JobPolicy } from './job-policy.js';
import type { Checkouts } from './ports/checkouts.js';
import type { CodingAgent } from './ports/coding-agent.js';
import type { Issues } from './ports/issues.js';
import type { Permissions } from './ports/permissions.js';
import type { PullRequests } from './ports/pull-requests.js';
import type { SecretScanner } from './ports/secret-scanner.js';
import type { Repositories } from './ports/repositories.js';
import type { Verifier } from './ports/verifier.js';

/** Everything outside that a quickfix works with. */
export interface QuickfixTools extends AttemptTools {
  readonly permissions: Permissions;
  readonly repositories: Repositories;
  readonly issues: Issues;
  readonly pullRequests: PullRequests;
  readonly checkouts: Checkouts;
  readonly agent: CodingAgent;
  readonly secrets: SecretScanner;
  /** Absent when the operator chose no checks. */
  readonly verifier?: Verifier;
  readonly policy: JobPolicy;
}
