import { callerRole } from '../access/caller-rights.js';
import type { Caller } from '../access/caller.js';
import { GitHubError } from '../world/github-error.js';
import type { Issue } from '../world/issue.js';
import type { Repository } from '../world/repository.js';
import { roleIncludes } from '../world/role.js';

/** @throws GitHubError 403 for comments on a locked issue; whoever may write to the repository may still comment */
export function refuseIfLocked(
  { caller, repository }: { readonly caller: Caller; readonly repository: Repository },
  issue: Issue,
): void {
  if (issue.locked && !roleIncludes(callerRole(caller, repository), 'write')) {
    throw new GitHubError(403, 'Unable to create comment because issue is locked.');
  }
}
