import type { Account } from '../world/account.js';
import type { Addresses } from '../world/world.js';
import { nodeId } from './node-id.js';

/** An account inside another answer. */
export function renderUser({ api, server }: Addresses, account: Account) {
  const url = `${api}/users/${encodeURIComponent(account.login)}`;
  return {
    login: account.login,
    id: account.id,
    node_id: nodeId('U', account.id),
    avatar_url: `${server}/avatars/u/${account.id}`,
    gravatar_id: '',
    url,
    html_url: account.app ? `${server}/apps/${account.app.slug}` : `${server}/${account.login}`,
    followers_url: `${url}/followers`,
    following_url: `${url}/following{/other_user}`,
    gists_url: `${url}/gists{/gist_id}`,
    starred_url: `${url}/starred{/owner}{/repo}`,
    subscriptions_url: `${url}/subscriptions`,
    organizations_url: `${url}/orgs`,
    repos_url: `${url}/repos`,
    events_url: `${url}/events{/privacy}`,
    received_events_url: `${url}/received_events`,
    type: account.type,
    user_view_type: 'public',
    site_admin: false,
  };
}

/** An account by itself. */
export function renderPublicUser(addresses: Addresses, account: Account) {
  return {
    ...renderUser(addresses, account),
    name: account.name,
    company: null,
    blog: '',
    location: null,
    email: account.email,
    hireable: null,
    bio: null,
    public_repos: 0,
    public_gists: 0,
    followers: 0,
    following: 0,
    created_at: account.createdAt,
    updated_at: account.createdAt,
  };
}

/** The account that asks, as `GET /user` answers. */
export function renderPrivateUser(addresses: Addresses, account: Account) {
  return {
    ...renderPublicUser(addresses, account),
    user_view_type: 'private',
    private_gists: 0,
    total_private_repos: 0,
    owned_private_repos: 0,
    disk_usage: 0,
    collaborators: 0,
    two_factor_authentication: true,
  };
}
