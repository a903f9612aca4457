import type { GitSetting } from './sealed-environment.js';

/** Where a repository is and how to get in. Only processes that talk to the server may learn the credentials. */
export class RemoteRepository {
  readonly #credentials: string | undefined;
  readonly #token: string | undefined;
  readonly #server: string;

  /**
   * @param serverUrl web address of the forge, e.g. `https://github.com`
   * @param name `OWNER/NAME`
   * @param token absent for anonymous access
   */
  constructor(
    serverUrl: string,
    readonly name: string,
    token: string | undefined,
  ) {
    this.#server = serverUrl.replace(/\/+$/, '');
    this.#token = token;
    this.#credentials = token && Buffer.from(`x-access-token:${token}`).toString('base64');
  }

  get url(): string {
    return `${this.#server}/${this.name.split('/').map(encodeURIComponent).join('/')}.git`;
  }

  /** What a git process has to be told, by its environment, to be let in. */
  get settings(): readonly GitSetting[] {
    if (!this.#credentials) return [];
    return [[`http.${this.#server}/.extraHeader`, `Authorization: Basic ${this.#credentials}`]];
  }

  /** What must not show up in any text. */
  get secrets(): readonly string[] {
    return [this.#token, this.#credentials].filter((secret) => secret !== undefined);
  }
}
