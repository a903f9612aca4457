import { createHash, timingSafeEqual } from 'node:crypto';

/** Whoever comes without a token while authentication is disabled. */
const ANONYMOUS = 'anonymous';

/** The bearer tokens of the API, as hashes. */
export class ApiTokens {
  readonly #clients: readonly { readonly name: string; readonly hash: Buffer }[];

  readonly #isOpen: boolean;

  /**
   * @param list `name:token`, comma-separated
   * @param isOpen whether everybody may come in, also without a token
   */
  constructor(list: string, isOpen = false) {
    this.#isOpen = isOpen;
    this.#clients = list
      .split(',')
      .map((entry) => entry.trim())
      .filter((entry) => entry !== '')
      .map((entry) => {
        const colon = entry.indexOf(':');
        return { name: entry.slice(0, colon), hash: sha256(entry.slice(colon + 1)) };
      });
  }

  /** Name of the client whose token this is. Takes as long for a wrong token as for a right one. */
  clientOf(token: string | undefined): string | undefined {
    if (token === undefined) return this.#isOpen ? ANONYMOUS : undefined;
    const hash = sha256(token);
    let found: string | undefined;
    for (const client of this.#clients) if (timingSafeEqual(client.hash, hash)) found = client.name;
    return found ?? (this.#isOpen ? ANONYMOUS : undefined);
  }
}

function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
