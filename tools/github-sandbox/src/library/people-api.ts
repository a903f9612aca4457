import { randomBytes } from 'node:crypto';
import type { AppPermissions } from '../world/app-permission.js';
import { roleOf } from '../world/role-of.js';
import type { Role } from '../world/role.js';
import type { World } from '../world/world.js';
import { accountNamed, repositoryNamed } from './lookup.js';

export interface NewUser {
  readonly login: string;
  /** Classic token with all the account's rights; a random one when absent. */
  readonly token?: string;
  /** Address that maps commits to the account. */
  readonly email?: string;
  readonly type?: 'User' | 'Organization';
}

export interface NewToken {
  readonly value?: string;
  readonly expiresInSeconds?: number;
  /** Makes it a fine-grained token. */
  readonly permissions?: AppPermissions;
  /** Repositories that a fine-grained token reaches; all of the account's when absent. */
  readonly repositories?: readonly string[];
}

export type PeopleApi = ReturnType<typeof peopleApi>;

/** Accounts, tokens and roles. */
export function peopleApi(world: World) {
  return {
    createUser({ login, token = `ghp_${randomBytes(18).toString('hex')}`, email, type = 'User' }: NewUser) {
      if (world.accounts.has(login.toLowerCase())) throw new Error(`the sandbox has a user ${login} already`);
      const account = world.addAccount(login, type, undefined, email);
      if (type === 'Organization') return { login, token: '' };
      world.tokens.set(token, { value: token, account, expiresAt: undefined, narrowed: undefined, revoked: false });
      return { login, token };
    },

    /** Gives a user one more token. */
    createToken(login: string, { expiresInSeconds, permissions, repositories, ...input }: NewToken = {}): string {
      const value = input.value ?? `${permissions ? 'github_pat' : 'ghp'}_${randomBytes(18).toString('hex')}`;
      world.tokens.set(value, {
        value,
        account: accountNamed(world, login),
        expiresAt: expiresInSeconds === undefined ? undefined : Date.now() + expiresInSeconds * 1000,
        narrowed: permissions && {
          permissions,
          repositories: repositories?.map((name) => repositoryNamed(world, name)),
          installation: undefined,
        },
        revoked: false,
      });
      return value;
    },

    revokeToken(value: string): void {
      const token = world.tokens.get(value);
      if (!token) throw new Error('the sandbox has no such token');
      token.revoked = true;
    },

    /** Gives somebody a role in a repository; `none` takes it away. */
    setPermission(repository: string, login: string, role: Role): void {
      const { roles } = repositoryNamed(world, repository);
      if (role === 'none') roles.delete(accountNamed(world, login));
      else roles.set(accountNamed(world, login), role);
    },

    permission(repository: string, login: string): Role {
      return roleOf(accountNamed(world, login), repositoryNamed(world, repository));
    },
  };
}
