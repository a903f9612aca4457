import type { GitHubClients } from './github-clients.js';
import { callGitHub } from './github-failure.js';
import { repositoryParameters } from './repository-parameters.js';

/** Plain comments that answer somebody. */
export class GitHubReplies {
  readonly #clients: GitHubClients;

  constructor(clients: GitHubClients) {
    this.#clients = clients;
  }

  /** @throws JobFailure of GitHub */
  async reply(repository: string, number: number, body: string): Promise<void> {
    await callGitHub('issue-not-found', async () => {
      const { rest } = await this.#clients.octokit(repository);
      await rest.issues.createComment({ ...repositoryParameters(repository), issue_number: number, body });
    });
  }
}
