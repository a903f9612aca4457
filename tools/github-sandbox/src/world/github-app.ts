import type { KeyObject } from 'node:crypto';
import type { Account } from './account.js';
import type { AppPermissions } from './app-permission.js';
import type { Hook } from './hook.js';
import type { Repository } from './repository.js';

export interface GitHubApp {
  readonly id: number;
  /** May stand for the id in the App's token. */
  readonly clientId: string;
  readonly slug: string;
  readonly name: string;
  readonly owner: Account;
  readonly publicKey: KeyObject;
  readonly permissions: AppPermissions;
  readonly events: readonly string[];
  readonly createdAt: string;
  readonly installations: Installation[];
  hook: Hook | undefined;
}

/** An App at work in an account's repositories. */
export interface Installation {
  readonly id: number;
  readonly app: GitHubApp;
  readonly account: Account;
  /** undefined: all repositories of the account. */
  readonly repositories: readonly Repository[] | undefined;
  readonly permissions: AppPermissions;
  readonly createdAt: string;
  suspendedAt: string | undefined;
}

/** Whether `installation` covers `repository`. */
export function covers(installation: Installation, repository: Repository): boolean {
  if (installation.suspendedAt) return false;
  return installation.repositories
    ? installation.repositories.includes(repository)
    : installation.account === repository.owner;
}
