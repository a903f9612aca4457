import { grants, type AppPermission, type PermissionLevel } from '../world/app-permission.js';
import { covers } from '../world/github-app.js';
import type { Repository } from '../world/repository.js';
import { roleOf } from '../world/role-of.js';
import type { Role } from '../world/role.js';
import type { NarrowedToken } from '../world/token.js';
import type { Caller } from './caller.js';

/** The role that a caller has in a repository through its token. */
export function callerRole(caller: Caller, repository: Repository): Role {
  const byAnybody = repository.private ? 'none' : 'read';
  if (caller.kind !== 'token') return byAnybody;
  const { account, narrowed } = caller.token;
  if (!narrowed) return roleOf(account, repository);
  if (!reaches(narrowed, repository)) return byAnybody;
  return narrowed.installation ? 'admin' : roleOf(account, repository);
}

/** Whether a narrowed token lets its bearer do `level` in one of `areas`; others are bound by their role alone. */
export function callerMay(
  caller: Caller,
  repository: Repository,
  areas: readonly AppPermission[],
  level: PermissionLevel,
): boolean {
  const narrowed = caller.kind === 'token' ? caller.token.narrowed : undefined;
  if (!narrowed) return true;
  if (!reaches(narrowed, repository)) return level === 'read' && !repository.private;
  return areas.some((area) => area === 'metadata' || grants(narrowed.permissions, area, level));
}

function reaches({ installation, repositories }: NarrowedToken, repository: Repository): boolean {
  if (installation && !covers(installation, repository)) return false;
  return repositories?.includes(repository) ?? true;
}
