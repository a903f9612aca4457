import type { GitHubApp } from './github-app.js';

export type AccountType = 'User' | 'Bot' | 'Organization';

/** Somebody or something with a login. */
export interface Account {
  readonly id: number;
  readonly login: string;
  readonly type: AccountType;
  readonly name: string | null;
  readonly email: string | null;
  readonly createdAt: string;
  /** The App whose bot this is. */
  readonly app: GitHubApp | undefined;
}
