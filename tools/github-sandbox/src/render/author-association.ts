import type { Account } from '../world/account.js';
import type { Repository } from '../world/repository.js';

/** What somebody is to a repository. */
export function authorAssociation(account: Account, repository: Repository): 'OWNER' | 'COLLABORATOR' | 'NONE' {
  if (account === repository.owner) return 'OWNER';
  const role = repository.roles.get(account);
  return role && role !== 'none' ? 'COLLABORATOR' : 'NONE';
}
