import { readFileSync } from 'node:fs';
import { Ajv, type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';
import type { GitHubSandbox } from '../src/index.js';

interface Described {
  readonly operations: Record<string, Record<string, object | null>>;
  readonly webhooks: Record<string, object>;
  readonly $defs: object;
}

const file = new URL('../schemas/github-rest.json', import.meta.url);
export const described = JSON.parse(readFileSync(file, 'utf8')) as Described;

const ajv = new Ajv({ strict: false, allErrors: true });
addFormats.default(ajv);
ajv.addSchema(described, 'github');

/** What an error looks like where GitHub documents none. */
const anyError = ajv.compile({
  type: 'object',
  required: ['message', 'documentation_url', 'status'],
  properties: { message: { type: 'string' }, documentation_url: { type: 'string' }, status: { type: 'string' } },
});

export interface ApiCall {
  readonly params?: Readonly<Record<string, string | number>>;
  readonly query?: string;
  readonly body?: unknown;
  readonly token?: string | undefined;
}

export interface ApiAnswer {
  readonly status: number;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- answers are checked against GitHub's schemas
  readonly json: any;
  readonly headers: Headers;
}

/** Calls operations by GitHub's own description of them, and says where an answer differs from it. */
export class DescribedApi {
  /** `operation status` of every answer so far. */
  readonly seen = new Set<string>();
  readonly #violations: string[] = [];

  constructor(
    private readonly sandbox: GitHubSandbox,
    private readonly defaults: ApiCall,
  ) {}

  async call(operation: string, call: ApiCall = {}): Promise<ApiAnswer> {
    if (!(operation in described.operations)) throw new Error(`${operation} is not described`);
    const [method = '', template = ''] = operation.split(' ');
    const params = { ...this.defaults.params, ...call.params };
    const path = template.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(params[name] ?? `no-${name}`));
    const token = 'token' in call ? call.token : this.defaults.token;
    const response = await fetch(`${this.sandbox.apiUrl}${path}${call.query ?? ''}`, {
      method,
      headers: { ...(token && { authorization: `Bearer ${token}` }), accept: 'application/vnd.github+json' },
      ...(call.body !== undefined && { body: JSON.stringify(call.body) }),
    });
    const text = await response.text();
    const json: unknown = text ? JSON.parse(text) : undefined;
    this.seen.add(`${operation} ${response.status}`);
    this.#check(operation, response.status, json);
    return { status: response.status, json, headers: response.headers };
  }

  /** What did not match since this was asked the last time. */
  takeViolations(): string[] {
    return this.#violations.splice(0);
  }

  #check(operation: string, status: number, json: unknown): void {
    const schema = described.operations[operation]?.[status];
    if (schema === null) {
      if (json !== undefined) this.#violations.push(`${operation} ${status} should have no body`);
      return;
    }
    if (status >= 400) this.#validate(anyError, `${operation} ${status}`, json);
    else if (schema === undefined) this.#violations.push(`${operation} never answers ${status}`);
    if (schema) this.#validate(validator(`operations/${escaped(operation)}/${status}`), `${operation} ${status}`, json);
  }

  #validate(validate: ValidateFunction, what: string, json: unknown): void {
    if (validate(json)) return;
    for (const { instancePath, message } of validate.errors ?? []) {
      this.#violations.push(`${what}: ${instancePath || '/'} ${message}`);
    }
  }
}

/** Where a webhook's payload differs from GitHub's description of it. */
export function webhookViolations(name: string, payload: unknown): string[] {
  const validate = validator(`webhooks/${name}`);
  if (validate(payload)) return [];
  return (validate.errors ?? []).map(({ instancePath, message }) => `${name}: ${instancePath || '/'} ${message}`);
}

function validator(pointer: string): ValidateFunction {
  const found = ajv.getSchema(`github#/${pointer}`);
  if (!found) throw new Error(`no schema at ${pointer}`);
  return found as ValidateFunction;
}

function escaped(name: string): string {
  return encodeURIComponent(name.replaceAll('~', '~0').replaceAll('/', '~1'));
}
