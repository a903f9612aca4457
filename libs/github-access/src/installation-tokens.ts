import type { InstallationAccessTokenAuthentication } from '@octokit/auth-app';
import type { Octokit } from '@octokit/rest';
import { hasStatus } from './github-failure.js';
import { toInstallationFailure } from './installation-failure.js';
import { repositoryParameters } from './repository-parameters.js';

/** What a job does: read and push code, comment and react, open and change pull requests. */
export const APP_PERMISSIONS = {
  contents: 'write',
  issues: 'write',
  pull_requests: 'write',
  metadata: 'read',
} as const;

/** A token is not used in its last minutes, in milliseconds: a push that starts with it has to end with it. */
const MARGIN_MS = 300_000;

/** Tokens of an App's installations, each for one repository. GitHub lets them live for an hour. */
export class InstallationTokens {
  readonly #app: Octokit;
  readonly #installations = new Map<string, Promise<number>>();

  /** @param app an Octokit with the App's own credentials, which keeps tokens and asks for each once at a time */
  constructor(app: Octokit) {
    this.#app = app;
  }

  /**
   * @param refused a token that GitHub did not take: another one is fetched
   * @throws JobFailure `repository-not-found` when the App is not installed there, or any of GitHub's failures
   */
  async get(repository: string, refused?: string): Promise<string> {
    try {
      return await this.#get(repository, refused);
    } catch (error) {
      if (!hasStatus(error, 404)) throw toInstallationFailure(error);
      // The installation that we know may be gone, and a new one there.
      this.#installations.delete(repository.toLowerCase());
      return this.#get(repository, refused).catch((again: unknown) => {
        throw toInstallationFailure(again);
      });
    }
  }

  async #get(repository: string, refused: string | undefined): Promise<string> {
    const installationId = await this.#installation(repository);
    const kept = await this.#authenticate(repository, installationId, false);
    const isGood = kept.token !== refused && Date.parse(kept.expiresAt) - Date.now() > MARGIN_MS;
    return isGood ? kept.token : (await this.#authenticate(repository, installationId, true)).token;
  }

  #authenticate(repository: string, installationId: number, refresh: boolean) {
    return this.#app.auth({
      type: 'installation',
      installationId,
      repositoryNames: [repositoryParameters(repository).repo],
      permissions: APP_PERMISSIONS,
      refresh,
    }) as Promise<InstallationAccessTokenAuthentication>;
  }

  async #installation(repository: string): Promise<number> {
    const key = repository.toLowerCase();
    let found = this.#installations.get(key);
    if (!found) {
      found = this.#app.rest.apps.getRepoInstallation(repositoryParameters(repository)).then(({ data }) => data.id);
      this.#installations.set(key, found);
      found.catch(() => this.#installations.delete(key));
    }
    return found;
  }
}
