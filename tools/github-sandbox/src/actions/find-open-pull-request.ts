import type { PullRequest } from '../world/pull-request.js';
import type { Repository } from '../world/repository.js';

/** The open pull request from one branch into another; there is at most one. */
export function findOpenPullRequest(
  repository: Repository,
  headRepository: Repository,
  headBranch: string,
  baseBranch: string,
): PullRequest | undefined {
  for (const { state, pull } of repository.issues.values()) {
    if (
      state === 'open' &&
      pull?.head.repository === headRepository &&
      pull.head.branch === headBranch &&
      pull.base.branch === baseBranch
    ) {
      return pull;
    }
  }
  return undefined;
}
