import { redact } from '@ai-coding-agent/failures';
import { AppClients, type AppCredentials } from './app-clients.js';
import type { GitHubClients } from './github-clients.js';
import { TokenClients } from './token-clients.js';

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
 * Access to GitHub by whichever credentials there are.
 * @throws Error when there are none, which the settings of a worker rule out
 */
export function createGitHubClients({ apiUrl, token, app, secrets }: GitHubAccess): GitHubClients {
  const hideSecrets = (text: string) => redact(text, secrets);
  if (app) return new AppClients(apiUrl, app, hideSecrets);
  if (token === undefined) throw new Error('there are no credentials for GitHub');
  return new TokenClients(apiUrl, token, hideSecrets);
}
