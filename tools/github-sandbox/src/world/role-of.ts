import type { Account } from './account.js';
import type { Repository } from './repository.js';
import type { Role } from './role.js';

/** What `account` may do in `repository` by itself, whatever its token narrows. Owners are admins. */
export function roleOf(account: Account, repository: Repository): Role {
  if (account === repository.owner) return 'admin';
  const explicit = repository.roles.get(account);
  if (explicit && explicit !== 'none') return explicit;
  return repository.private ? 'none' : 'read';
}
