import type { Account } from './account.js';
import type { Hook } from './hook.js';
import type { Issue, Label } from './issue.js';
import type { Role } from './role.js';

export interface Repository {
  readonly id: number;
  readonly owner: Account;
  readonly name: string;
  readonly description: string | null;
  /** The bare repository on disk. */
  readonly directory: string;
  readonly parent: Repository | undefined;
  readonly createdAt: string;
  private: boolean;
  archived: boolean;
  defaultBranch: string;
  pushedAt: string;
  /** Explicit roles by account. */
  readonly roles: Map<Account, Role>;
  /** By number. */
  readonly issues: Map<number, Issue>;
  /** By name in small letters. */
  readonly labels: Map<string, Label>;
  readonly hooks: Hook[];
  /** Names of branches that nobody may push to. */
  readonly protectedBranches: Set<string>;
  /** Commit by full name of the ref, as last seen. */
  refs: ReadonlyMap<string, string>;
}

/** `OWNER/NAME`. */
export function fullName(repository: Repository): string {
  return `${repository.owner.login}/${repository.name}`;
}

/** The commit of a branch, if there is such a branch. */
export function branchTip(repository: Repository, branch: string): string | undefined {
  return repository.refs.get(`refs/heads/${branch}`);
}
