import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { createInstallationToken } from '../actions/create-installation-token.js';
import { registerHook } from '../actions/register-hook.js';
import { JsonBody } from '../rest/json-body.js';
import type { AppPermissions } from '../world/app-permission.js';
import type { GitHubApp, Installation } from '../world/github-app.js';
import { timestamp } from '../world/timestamp.js';
import type { World } from '../world/world.js';
import { accountNamed, repositoryNamed } from './lookup.js';

export interface NewApp {
  readonly slug: string;
  /** Login of its owner; `octocat` when absent. */
  readonly owner?: string;
  /** What the coding agent needs when absent. */
  readonly permissions?: AppPermissions;
  readonly events?: readonly string[];
  readonly webhook?: { readonly url: string; readonly secret: string };
  /** PEM; a new pair is made when absent. */
  readonly privateKey?: string;
}

/** A registered App, as its owner knows it. */
export interface RegisteredApp {
  readonly id: number;
  readonly slug: string;
  /** Login of its bot. */
  readonly login: string;
  /** PEM, for `GITHUB_APP_PRIVATE_KEY`. */
  readonly privateKey: string;
}

const PERMISSIONS: AppPermissions = { metadata: 'read', contents: 'write', issues: 'write', pull_requests: 'write' };
const EVENTS = ['issues', 'issue_comment', 'pull_request', 'pull_request_review', 'pull_request_review_comment'];

export type AppApi = ReturnType<typeof appApi>;

/** GitHub Apps and their installations. */
export function appApi(world: World) {
  const installationWith = (id: number): Installation => {
    const installations = [...world.apps.values()].flatMap((app) => app.installations);
    const found = installations.find((each) => each.id === id);
    if (!found) throw new Error(`the sandbox has no installation ${id}`);
    return found;
  };

  return {
    registerApp({ slug, owner, permissions = PERMISSIONS, events = EVENTS, webhook, ...input }: NewApp): RegisteredApp {
      const privateKey = input.privateKey ?? newPrivateKey();
      const id = world.nextId('app');
      const app: GitHubApp = {
        id,
        clientId: `Iv1.${id.toString(16).padStart(16, '0')}`,
        slug,
        name: slug,
        owner: accountNamed(world, owner),
        publicKey: createPublicKey(privateKey),
        permissions,
        events,
        createdAt: timestamp(),
        installations: [],
        hook: undefined,
      };
      world.apps.set(id, app);
      const { login } = world.addAccount(`${slug}[bot]`, 'Bot', app);
      if (webhook) registerHook(world, app, { ...webhook, events });
      return { id, slug, login, privateKey };
    },

    /**
     * Installs an App in an account.
     * @param repositories all of the account's when absent
     * @returns the id of the installation
     */
    installApp(appId: number, login: string, repositories?: readonly string[]): number {
      const app = world.apps.get(appId);
      if (!app) throw new Error(`the sandbox has no App ${appId}`);
      const installation: Installation = {
        id: world.nextId('installation'),
        app,
        account: accountNamed(world, login),
        repositories: repositories?.map((name) => repositoryNamed(world, name)),
        permissions: app.permissions,
        createdAt: timestamp(),
        suspendedAt: undefined,
      };
      app.installations.push(installation);
      return installation.id;
    },

    suspendInstallation(id: number, suspended = true): void {
      installationWith(id).suspendedAt = suspended ? timestamp() : undefined;
    },

    /** A token as `POST /app/installations/{id}/access_tokens` gives. */
    createInstallationToken(id: number): string {
      return createInstallationToken(world, installationWith(id), JsonBody.parse(undefined)).token;
    },
  };
}

/** In the format of the keys that GitHub hands out. */
function newPrivateKey(): string {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return privateKey.export({ type: 'pkcs1', format: 'pem' }).toString();
}
