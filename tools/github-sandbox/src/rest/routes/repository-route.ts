import { callerRole } from '../../access/caller-rights.js';
import { readCommits } from '../../git/read-commits.js';
import { renderCommit } from '../../render/render-commit.js';
import {
  renderFullRepository,
  renderPermissions,
  repositoryPage,
  repositoryUrl,
} from '../../render/render-repository.js';
import { renderUser } from '../../render/render-user.js';
import { GitHubError, notFound } from '../../world/github-error.js';
import { branchTip } from '../../world/repository.js';
import { roleOf } from '../../world/role-of.js';
import { legacyPermission, roleIncludes } from '../../world/role.js';
import { reads } from '../authorize-call.js';
import type { AddRoute, Call } from '../repository-routes.js';

/** The repository itself, its branches, and who may do what. */
export function repositoryRoute(route: AddRoute): void {
  route('GET', '', reads('metadata'), ({ world, repository, caller }) =>
    renderFullRepository(
      world.addresses,
      repository,
      caller.kind === 'anonymous' ? undefined : callerRole(caller, repository),
    ),
  );
  route('GET', '/branches/*', reads('contents'), getBranch);
  route('GET', '/collaborators/:login/permission', reads('metadata'), getPermission);
}

async function getBranch({ world, repository, params }: Call) {
  const name = params['*'] ?? '';
  const tip = branchTip(repository, name);
  if (!tip) throw new GitHubError(404, 'Branch not found');
  const [commit] = await readCommits(repository.directory, '-1', tip);
  const url = `${repositoryUrl(world.addresses, repository)}/branches/${encodeURIComponent(name)}`;
  const html = `${repositoryPage(world.addresses, repository)}/tree/${name}`;
  return {
    name,
    commit: commit && renderCommit(world, repository, commit),
    _links: { self: url, html },
    protected: repository.protectedBranches.has(name),
    protection: {
      enabled: repository.protectedBranches.has(name),
      required_status_checks: { enforcement_level: 'off', contexts: [], checks: [] },
    },
    protection_url: `${url}/protection`,
  };
}

function getPermission({ world, repository, caller, params }: Call) {
  if (!roleIncludes(callerRole(caller, repository), 'write')) {
    throw new GitHubError(403, 'Must have push access to view collaborator permission.');
  }
  const account = world.accounts.get((params['login'] ?? '').toLowerCase());
  if (!account) throw new GitHubError(404, `${params['login']} is not a user`);
  if (account.type === 'Organization') throw notFound();
  const role = roleOf(account, repository);
  const user = { ...renderUser(world.addresses, account), permissions: renderPermissions(role), role_name: role };
  return { permission: legacyPermission(role), role_name: role, user };
}
