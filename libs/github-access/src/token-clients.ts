import type { Octokit } from '@octokit/rest';
import type { GitHubClients } from './github-clients.js';
import { createOctokit } from './octokit.js';
import { onceKnown } from './once-known.js';

/** One personal access token for everything. */
export class TokenClients implements GitHubClients {
  readonly #token: string;
  readonly #octokit: Octokit;

  /** Login of the token's account; the token of an Action has none. */
  readonly login = onceKnown(async () => (await this.#octokit.rest.users.getAuthenticated()).data.login);

  constructor(apiUrl: string, token: string, hideSecrets?: (text: string) => string) {
    this.#token = token;
    this.#octokit = createOctokit({ apiUrl, auth: token, ...(hideSecrets && { hideSecrets }) });
  }

  async octokit(): Promise<Octokit> {
    return this.#octokit;
  }

  async token(): Promise<string> {
    return this.#token;
  }
}
