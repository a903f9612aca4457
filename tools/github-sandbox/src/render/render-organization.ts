import type { Account } from '../world/account.js';
import type { Addresses } from '../world/world.js';
import { nodeId } from './node-id.js';

/** The organization that owns a repository, as webhooks name it. */
export function renderOrganization({ api, server }: Addresses, account: Account) {
  const url = `${api}/orgs/${account.login}`;
  return {
    login: account.login,
    id: account.id,
    node_id: nodeId('O', account.id),
    url,
    repos_url: `${url}/repos`,
    events_url: `${url}/events`,
    hooks_url: `${url}/hooks`,
    issues_url: `${url}/issues`,
    members_url: `${url}/members{/member}`,
    public_members_url: `${url}/public_members{/member}`,
    avatar_url: `${server}/avatars/u/${account.id}`,
    description: '',
  };
}
