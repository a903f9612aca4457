import { redact } from '@ai-coding-agent/failures';
import type { AppCredentials } from './app-clients.js';
import type { GitHubClients } from './github-clients.js';

export interface GitHubAccess {
  /** REST base, such as `https://api.github.com`. */
  readonly apiUrl: string;
  readonly token?: string | undefined;
  /** Preferred to `token` when there are both. */
  readonly app?: AppCredentials | undefined;
  /** Values that never appear in what is written to GitHub. */
  readonly secrets: readonly string[];
}

/**
 * Access to GitHub by whichever credentials there are. Octokit is loaded when it is needed first, so that a worker
 * listens for jobs sooner.
 * @throws Error when there are none, which the settings of a worker rule out
 */
export function createGitHubClients({ apiUrl, token, app, secrets }: GitHubAccess): GitHubClients {
  const hideSecrets = (text: string) => redact(text, secrets);
  if (app) {
    return loadedWhenNeeded(async () => {
      const { AppClients } = await import('./app-clients.js');
      return new AppClients(apiUrl, app, hideSecrets);
    });
  }
  if (token === undefined) throw new Error('there are no credentials for GitHub');
  return loadedWhenNeeded(async () => {
    const { TokenClients } = await import('./token-clients.js');
    return new TokenClients(apiUrl, token, hideSecrets);
  });
}

function loadedWhenNeeded(load: () => Promise<GitHubClients>): GitHubClients {
  let loading: Promise<GitHubClients> | undefined;
  const clients = () => (loading ??= load());
  return {
    octokit: async (repository) => (await clients()).octokit(repository),
    token: async (repository) => (await clients()).token(repository),
    login: async () => (await clients()).login(),
  };
}
