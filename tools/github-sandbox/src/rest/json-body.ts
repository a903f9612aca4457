import { GitHubError } from '../world/github-error.js';

/** The JSON object in a request, read field by field in GitHub's words of refusal. */
export class JsonBody {
  private constructor(private readonly fields: Readonly<Record<string, unknown>>) {}

  /** @throws GitHubError 400 when it is no JSON object */
  static parse(bytes: unknown): JsonBody {
    if (!Buffer.isBuffer(bytes) || bytes.length === 0) return new JsonBody({});
    let value: unknown;
    try {
      value = JSON.parse(bytes.toString());
    } catch {
      throw new GitHubError(400, 'Problems parsing JSON');
    }
    if (Array.isArray(value)) return new JsonBody({ labels: value }); // only labels may come as a bare list
    if (typeof value !== 'object' || !value) throw new GitHubError(400, 'Body should be a JSON object');
    return new JsonBody(value as Record<string, unknown>);
  }

  /** @throws GitHubError 422 when it is missing or no text */
  text(name: string): string {
    const value = this.optionalText(name);
    if (value === undefined) throw new GitHubError(422, `Invalid request.\n\n"${name}" wasn't supplied.`);
    return value;
  }

  /** @throws GitHubError 422 when it is no text */
  optionalText(name: string): string | undefined {
    const value = this.fields[name];
    if (value === undefined || value === null) return undefined;
    if (typeof value === 'string') return value;
    if (typeof value === 'number' && name === 'title') return String(value);
    throw this.#wrongType(name, value, 'a string');
  }

  /** Like `optionalText`, but tells null from absent. */
  nullableText(name: string): string | null | undefined {
    return this.fields[name] === null ? null : this.optionalText(name);
  }

  /** One of `values`, in any case. */
  oneOf<T extends string>(name: string, values: readonly T[]): T | undefined {
    const value = this.optionalText(name);
    if (value === undefined) return undefined;
    const found = values.find((each) => each.toLowerCase() === value.toLowerCase());
    if (found) return found;
    const allowed = values.map((each) => `"${each}"`).join(', ');
    throw new GitHubError(422, `Invalid request.\n\n${JSON.stringify(value)} is not a member of [${allowed}].`);
  }

  integer(name: string): number | undefined {
    const value = this.fields[name];
    if (value === undefined || value === null) return undefined;
    if (Number.isInteger(value)) return value as number;
    throw this.#wrongType(name, value, 'an integer');
  }

  flag(name: string): boolean | undefined {
    const value = this.fields[name];
    if (value === undefined || value === null) return undefined;
    if (typeof value === 'boolean') return value;
    throw this.#wrongType(name, value, 'a boolean');
  }

  /** A list of texts; labels may also come as `{name}`. */
  texts(name: string): string[] | undefined {
    return this.#list(name)?.map((value) => {
      const text = typeof value === 'object' && value ? (value as { name?: unknown }).name : value;
      if (typeof text !== 'string') throw this.#wrongType(name, value, 'a string');
      return text;
    });
  }

  integers(name: string): number[] | undefined {
    return this.#list(name)?.map((value) => {
      if (!Number.isInteger(value)) throw this.#wrongType(name, value, 'an integer');
      return value as number;
    });
  }

  object(name: string): JsonBody | undefined {
    const value = this.fields[name];
    if (value === undefined || value === null) return undefined;
    if (typeof value !== 'object' || Array.isArray(value)) throw this.#wrongType(name, value, 'an object');
    return new JsonBody(value as Record<string, unknown>);
  }

  objects(name: string): JsonBody[] | undefined {
    return this.#list(name)?.map((value) => {
      if (typeof value !== 'object' || !value) throw this.#wrongType(name, value, 'an object');
      return new JsonBody(value as Record<string, unknown>);
    });
  }

  #list(name: string): unknown[] | undefined {
    const value = this.fields[name];
    if (value === undefined || value === null) return undefined;
    if (!Array.isArray(value)) throw this.#wrongType(name, value, 'an array');
    return value as unknown[];
  }

  #wrongType(name: string, value: unknown, expected: string): GitHubError {
    const given = JSON.stringify(value);
    return new GitHubError(422, `Invalid request.\n\nFor 'properties/${name}', ${given} is not ${expected}.`);
  }
}
