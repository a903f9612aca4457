import type { Octokit } from '@octokit/rest';
import { createOctokit } from './octokit.js';

/** Access to GitHub, by repository: a token may be good for one repository only. */
export interface GitHubClients {
  /** @throws JobFailure of GitHub, when a token has to be fetched first */
  octokit(repository: string): Promise<Octokit>;
  /** The secret that git pushes and fetches with. */
  token(repository: string): Promise<string>;
}

/** One personal access token for everything. */
export class TokenClients implements GitHubClients {
  readonly #token: string;
  readonly #octokit: Octokit;

  constructor(apiUrl: string, token: string) {
    this.#token = token;
    this.#octokit = createOctokit({ apiUrl, token });
  }

  async octokit(): Promise<Octokit> {
    return this.#octokit;
  }

  async token(): Promise<string> {
    return this.#token;
  }
}
