import type { GitHubApp, Installation } from '../world/github-app.js';
import type { Addresses } from '../world/world.js';
import { nodeId } from './node-id.js';
import { renderUser } from './render-user.js';

export function renderApp(addresses: Addresses, app: GitHubApp) {
  return {
    id: app.id,
    slug: app.slug,
    node_id: nodeId('A', app.id),
    client_id: app.clientId,
    owner: renderUser(addresses, app.owner),
    name: app.name,
    description: null,
    external_url: addresses.server,
    html_url: `${addresses.server}/apps/${app.slug}`,
    created_at: app.createdAt,
    updated_at: app.createdAt,
    permissions: app.permissions,
    events: app.events,
  };
}

export function renderInstallation(addresses: Addresses, installation: Installation) {
  const { app, account, id } = installation;
  return {
    id,
    client_id: app.clientId,
    account: renderUser(addresses, account),
    repository_selection: installation.repositories ? ('selected' as const) : ('all' as const),
    access_tokens_url: `${addresses.api}/app/installations/${id}/access_tokens`,
    repositories_url: `${addresses.api}/installation/repositories`,
    html_url: `${addresses.server}/settings/installations/${id}`,
    app_id: app.id,
    app_slug: app.slug,
    target_id: account.id,
    target_type: account.type,
    permissions: installation.permissions,
    events: app.events,
    created_at: installation.createdAt,
    updated_at: installation.createdAt,
    single_file_name: null,
    has_multiple_single_files: false,
    single_file_paths: [],
    suspended_by: null,
    suspended_at: installation.suspendedAt ?? null,
  };
}
