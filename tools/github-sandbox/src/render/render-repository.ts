import { fullName, type Repository } from '../world/repository.js';
import { roleIncludes, type Role } from '../world/role.js';
import type { Addresses } from '../world/world.js';
import { nodeId } from './node-id.js';
import { renderUser } from './render-user.js';
import { repositoryLinks } from './repository-links.js';

/** Address of a repository in the API. */
export function repositoryUrl({ api }: Addresses, repository: Repository): string {
  return `${api}/repos/${fullName(repository)}`;
}

/** Address of a repository's page. */
export function repositoryPage({ server }: Addresses, repository: Repository): string {
  return `${server}/${fullName(repository)}`;
}

/** A repository inside another answer or a webhook. */
export function renderRepository(addresses: Addresses, repository: Repository) {
  const url = repositoryUrl(addresses, repository);
  const page = repositoryPage(addresses, repository);
  const open = [...repository.issues.values()].filter(({ state }) => state === 'open').length;
  return {
    id: repository.id,
    node_id: nodeId('R', repository.id),
    name: repository.name,
    full_name: fullName(repository),
    private: repository.private,
    visibility: repository.private ? ('private' as const) : ('public' as const),
    owner: renderUser(addresses, repository.owner),
    description: repository.description,
    fork: repository.parent !== undefined,
    html_url: page,
    url,
    ...repositoryLinks(url),
    clone_url: `${page}.git`,
    git_url: `${page.replace(/^https?/, 'git')}.git`,
    ssh_url: `git@${new URL(addresses.server).hostname}:${fullName(repository)}.git`,
    svn_url: page,
    mirror_url: null,
    homepage: null,
    language: null,
    license: null,
    topics: [],
    size: 0,
    default_branch: repository.defaultBranch,
    forks: 0,
    forks_count: 0,
    stargazers_count: 0,
    watchers: 0,
    watchers_count: 0,
    open_issues: open,
    open_issues_count: open,
    has_issues: true,
    has_projects: true,
    has_wiki: true,
    has_pages: false,
    has_downloads: true,
    has_discussions: false,
    archived: repository.archived,
    disabled: false,
    allow_forking: true,
    is_template: false,
    web_commit_signoff_required: false,
    pushed_at: repository.pushedAt,
    created_at: repository.createdAt,
    updated_at: repository.pushedAt,
  };
}

/** A repository as `GET /repos/{owner}/{repo}` answers somebody with `role`. */
export function renderFullRepository(addresses: Addresses, repository: Repository, role: Role | undefined) {
  const { owner, parent } = repository;
  return {
    ...renderRepository(addresses, repository),
    network_count: 0,
    subscribers_count: 0,
    ...(role && { permissions: renderPermissions(role) }),
    ...(owner.type === 'Organization' && { organization: renderUser(addresses, owner) }),
    ...(parent && { parent: renderRepository(addresses, parent), source: renderRepository(addresses, parent) }),
  };
}

/** Which of the five roles somebody's role includes. */
export function renderPermissions(role: Role) {
  return {
    admin: role === 'admin',
    maintain: roleIncludes(role, 'maintain'),
    push: roleIncludes(role, 'write'),
    triage: roleIncludes(role, 'triage'),
    pull: roleIncludes(role, 'read'),
  };
}
