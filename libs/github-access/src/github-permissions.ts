import type { Permissions } from '@ai-coding-agent/job-pipeline';
import type { GitHubClients } from './github-clients.js';
import { callGitHub, hasStatus } from './github-failure.js';
import { repositoryParameters } from './repository-parameters.js';

const MAY_WRITE: ReadonlySet<string> = new Set(['admin', 'maintain', 'write']);

/** What people may do, asked from GitHub and never guessed from an association or a name. */
export class GitHubPermissions implements Permissions {
  readonly #clients: GitHubClients;

  constructor(clients: GitHubClients) {
    this.#clients = clients;
  }

  /** Whether `login` may push to the repository. */
  async mayWrite(repository: string, login: string): Promise<boolean> {
    return callGitHub('repository-not-found', async () => {
      const octokit = await this.#clients.octokit(repository);
      try {
        const { data } = await octokit.rest.repos.getCollaboratorPermissionLevel({
          ...repositoryParameters(repository),
          username: login,
        });
        // The older word: `maintain` shows as write, `triage` as read, and a custom role as the one it is based on.
        return MAY_WRITE.has(data.permission);
      } catch (error) {
        if (hasStatus(error, 404)) return false; // no such account, or nothing to do with the repository
        throw error;
      }
    });
  }
}
