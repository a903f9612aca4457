import { callerMay, callerRole } from '../access/caller-rights.js';
import type { Caller } from '../access/caller.js';
import type { AppPermission, PermissionLevel } from '../world/app-permission.js';
import { GitHubError, notFound } from '../world/github-error.js';
import type { Repository } from '../world/repository.js';
import { roleIncludes, type Role } from '../world/role.js';

/** What one must be allowed to do for a call. */
export interface Needed {
  readonly role: Role;
  /** Of an App or fine-grained token: any one of these areas will do. */
  readonly areas: readonly AppPermission[];
  readonly level: PermissionLevel;
}

/** For calls that only read. */
export function reads(...areas: AppPermission[]): Needed {
  return { role: 'read', areas, level: 'read' };
}

/** For calls that change something. */
export function writes(role: Role, ...areas: AppPermission[]): Needed {
  return { role, areas, level: 'write' };
}

/** @throws GitHubError 401, 403, or 404 when the caller must not even know that the repository exists */
export function authorizeCall(caller: Caller, repository: Repository | undefined, needed: Needed): Repository {
  if (!repository) throw notFound();
  const role = callerRole(caller, repository);
  if (role === 'none') throw notFound();
  if (caller.kind === 'anonymous' && needed.level === 'write') throw new GitHubError(401, 'Requires authentication');
  if (caller.kind === 'app' && needed.level === 'write') throw notAccessible(caller);
  if (!callerMay(caller, repository, needed.areas, needed.level)) throw notAccessible(caller);
  if (!roleIncludes(role, needed.role)) throw new GitHubError(403, 'Must have admin rights to Repository.');
  if (needed.level === 'write' && repository.archived) {
    throw new GitHubError(403, 'Repository was archived so is read-only.');
  }
  return repository;
}

function notAccessible(caller: Caller): GitHubError {
  const integration = caller.kind === 'app' || (caller.kind === 'token' && caller.token.narrowed?.installation);
  return new GitHubError(403, `Resource not accessible by ${integration ? 'integration' : 'personal access token'}`);
}
