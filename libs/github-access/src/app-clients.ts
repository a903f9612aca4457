import { createAppAuth } from '@octokit/auth-app';
import type { Octokit } from '@octokit/rest';
import type { GitHubClients } from './github-clients.js';
import { hasStatus } from './github-failure.js';
import { InstallationTokens } from './installation-tokens.js';
import { createOctokit } from './octokit.js';
import { onceKnown } from './once-known.js';

export interface AppCredentials {
  /** Number of the App, or its client id. */
  readonly appId: string;
  /** PEM, as GitHub hands it out. */
  readonly privateKey: string;
}

/** Repositories whose client is kept. */
const MAX_REMEMBERED = 200;

/**
 * A GitHub App: for each repository a token of its installation there, good for that repository only and for no more
 * than a job needs.
 */
export class AppClients implements GitHubClients {
  readonly #apiUrl: string;
  readonly #hideSecrets: ((text: string) => string) | undefined;
  readonly #app: Octokit;
  readonly #tokens: InstallationTokens;
  readonly #octokits = new Map<string, Octokit>();

  /** Login of the App's bot. */
  readonly login = onceKnown(async () => {
    const { data } = await this.#app.rest.apps.getAuthenticated();
    return data?.slug ? `${data.slug}[bot]` : undefined;
  });

  constructor(apiUrl: string, { appId, privateKey }: AppCredentials, hideSecrets?: (text: string) => string) {
    this.#apiUrl = apiUrl;
    this.#hideSecrets = hideSecrets;
    this.#app = createOctokit({ apiUrl, auth: { strategy: createAppAuth, options: { appId, privateKey } } });
    this.#tokens = new InstallationTokens(this.#app);
  }

  async octokit(repository: string): Promise<Octokit> {
    const key = repository.toLowerCase();
    const octokit = this.#octokits.get(key) ?? this.#create(repository);
    this.#octokits.delete(key);
    this.#octokits.set(key, octokit);
    const [oldest] = this.#octokits.keys();
    if (this.#octokits.size > MAX_REMEMBERED && oldest !== undefined) this.#octokits.delete(oldest);
    return octokit;
  }

  token(repository: string): Promise<string> {
    return this.#tokens.get(repository);
  }

  /** A client that brings a token to every request, and a fresh one when GitHub has revoked it meanwhile. */
  #create(repository: string): Octokit {
    const hideSecrets = this.#hideSecrets;
    const octokit = createOctokit({ apiUrl: this.#apiUrl, ...(hideSecrets && { hideSecrets }) });
    octokit.hook.wrap('request', async (request, options) => {
      // Hooks hand `options` to each other by identity: a copy would not arrive.
      const send = (token: string) => {
        options.headers.authorization = `token ${token}`;
        return request(options);
      };
      const token = await this.#tokens.get(repository);
      try {
        return await send(token);
      } catch (error) {
        if (!hasStatus(error, 401)) throw error;
        return await send(await this.#tokens.get(repository, token));
      }
    });
    return octokit;
  }
}
