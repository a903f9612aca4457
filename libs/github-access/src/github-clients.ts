import type { Octokit } from '@octokit/rest';

/** Access to GitHub, by repository: a token may be good for one repository only. */
export interface GitHubClients {
  /** @throws JobFailure of GitHub, when a token has to be fetched first */
  octokit(repository: string): Promise<Octokit>;
  /**
   * The secret that git pushes and fetches with.
   * @throws JobFailure of GitHub, when it has to be fetched first
   */
  token(repository: string): Promise<string>;
  /** Login of the account that acts; undefined when GitHub doesn't say. */
  login(): Promise<string | undefined>;
}
