import type { Account } from './account.js';
import type { AppPermissions } from './app-permission.js';
import type { Installation } from './github-app.js';
import type { Repository } from './repository.js';

/** A secret that acts for an account. */
export interface Token {
  readonly value: string;
  readonly account: Account;
  /** Milliseconds since 1970; undefined never expires. */
  readonly expiresAt: number | undefined;
  /** Narrower than the account: a fine-grained or an installation token. */
  readonly narrowed: NarrowedToken | undefined;
  revoked: boolean;
}

export interface NarrowedToken {
  readonly permissions: AppPermissions;
  /** undefined: all that the account or the installation can reach. */
  readonly repositories: readonly Repository[] | undefined;
  /** Set for a token of an App installation. */
  readonly installation: Installation | undefined;
}
