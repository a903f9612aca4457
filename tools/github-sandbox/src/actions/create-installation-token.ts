import { randomBytes } from 'node:crypto';
import type { JsonBody } from '../rest/json-body.js';
import { APP_PERMISSIONS, grants, type AppPermissions } from '../world/app-permission.js';
import { covers, type Installation } from '../world/github-app.js';
import { GitHubError } from '../world/github-error.js';
import type { Repository } from '../world/repository.js';
import type { World } from '../world/world.js';

const LIFE_MS = 60 * 60 * 1000;

/**
 * Makes a token that acts for an installation for an hour, narrowed to repositories and permissions if asked.
 * @throws GitHubError 422 when more is asked than the installation has
 */
export function createInstallationToken(world: World, installation: Installation, asked: JsonBody) {
  const repositories = narrowRepositories(world, installation, asked);
  const permissions = narrowPermissions(installation, asked);
  const token = `ghs_${randomBytes(18).toString('hex')}`;
  const expiresAt = Date.now() + LIFE_MS;
  world.tokens.set(token, {
    value: token,
    account: world.account(`${installation.app.slug}[bot]`),
    expiresAt,
    narrowed: { permissions, repositories, installation },
    revoked: false,
  });
  return { token, expiresAt, permissions, repositories };
}

function narrowRepositories(world: World, installation: Installation, asked: JsonBody) {
  const names = asked.texts('repositories');
  const ids = asked.integers('repository_ids');
  if (!names && !ids) return installation.repositories;
  const reachable = [...world.repositories.values()].filter((each) => covers(installation, each));
  const named = (names ?? []).map((name) => reachable.find((each) => each.name.toLowerCase() === name.toLowerCase()));
  const numbered = (ids ?? []).map((id) => reachable.find((each) => each.id === id));
  const found = [...named, ...numbered];
  if (found.includes(undefined)) {
    const why = 'There is at least one repository that does not exist or is not accessible to the parent installation.';
    throw new GitHubError(422, why);
  }
  return found as Repository[];
}

function narrowPermissions({ permissions }: Installation, asked: JsonBody): AppPermissions {
  const wanted = asked.object('permissions');
  if (!wanted) return permissions;
  const narrowed: AppPermissions = {};
  for (const area of APP_PERMISSIONS) {
    const level = wanted.oneOf(area, ['read', 'write']);
    if (!level) continue;
    if (area !== 'metadata' && !grants(permissions, area, level)) {
      throw new GitHubError(422, 'The permissions requested are not granted to this installation.');
    }
    narrowed[area] = level;
  }
  return { ...narrowed, metadata: 'read' };
}
