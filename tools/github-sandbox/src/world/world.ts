import { join } from 'node:path';
import type { Account, AccountType } from './account.js';
import type { Change } from './change.js';
import { notFound } from './github-error.js';
import type { GitHubApp } from './github-app.js';
import type { Hook } from './hook.js';
import type { Repository } from './repository.js';
import { timestamp } from './timestamp.js';
import type { Token } from './token.js';

/** Where the sandbox is reached. */
export interface Addresses {
  /** REST base, without a slash at the end. */
  readonly api: string;
  /** Web and git base, without a slash at the end. */
  readonly server: string;
}

/** Everything there is, in memory; git's part is on disk under `root`. */
export class World {
  /** By login in small letters. */
  readonly accounts = new Map<string, Account>();
  /** By value. */
  readonly tokens = new Map<string, Token>();
  /** By `owner/name` in small letters. */
  readonly repositories = new Map<string, Repository>();
  /** By id. */
  readonly apps = new Map<number, GitHubApp>();

  readonly #listeners: ((change: Change) => void)[] = [];
  readonly #hookListeners: ((hook: Hook) => void)[] = [];
  readonly #ids = new Map<string, number>();

  constructor(
    readonly root: string,
    readonly addresses: Addresses,
  ) {}

  /** A new id. Kinds start far apart, so that mixing up two ids shows. */
  nextId(kind: string): number {
    const id = this.#ids.get(kind) ?? (this.#ids.size + 1) * 1_000_000;
    this.#ids.set(kind, id + 1);
    return id + 1;
  }

  addAccount(login: string, type: AccountType, app?: GitHubApp, email?: string): Account {
    const account: Account = {
      id: this.nextId('account'),
      login,
      type,
      name: type === 'Organization' ? login : null,
      email: email ?? null,
      createdAt: timestamp(),
      app,
    };
    this.accounts.set(login.toLowerCase(), account);
    return account;
  }

  /** @throws GitHubError 404 */
  account(login: string): Account {
    const account = this.accounts.get(login.toLowerCase());
    if (!account) throw notFound();
    return account;
  }

  /** @param name `OWNER/NAME`, in any case */
  findRepository(name: string): Repository | undefined {
    return this.repositories.get(name.toLowerCase());
  }

  /** Folder of the bare repository `name`. */
  directoryOf(name: string): string {
    return join(this.root, `${name}.git`);
  }

  onChange(listener: (change: Change) => void): void {
    this.#listeners.push(listener);
  }

  tell(change: Change): void {
    for (const listener of this.#listeners) listener(change);
  }

  onHookCreated(listener: (hook: Hook) => void): void {
    this.#hookListeners.push(listener);
  }

  tellHookCreated(hook: Hook): void {
    for (const listener of this.#hookListeners) listener(hook);
  }
}
