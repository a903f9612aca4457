import type { Account } from './account.js';

/** The address of an account's commits; GitHub's no-reply address when it has none of its own. */
export function emailOf(account: Account): string {
  return account.email ?? `${account.id}+${account.login}@users.noreply.github.com`;
}
