import type { Repositories, RepositoryFacts } from '@ai-coding-agent/job-pipeline';
import type { GitHubClients } from './github-clients.js';
import { callGitHub } from './github-failure.js';
import { repositoryParameters } from './repository-parameters.js';

/** Repositories at GitHub. */
export class GitHubRepositories implements Repositories {
  readonly #clients: GitHubClients;

  constructor(clients: GitHubClients) {
    this.#clients = clients;
  }

  async read(repository: string): Promise<RepositoryFacts> {
    return callGitHub('repository-not-found', async () => {
      const octokit = await this.#clients.octokit(repository);
      const { data } = await octokit.rest.repos.get(repositoryParameters(repository));
      return { name: data.full_name, defaultBranch: data.default_branch };
    });
  }
}
