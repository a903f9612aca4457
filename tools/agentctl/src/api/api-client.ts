import { CommandFailure, EXIT_CODES, type ExitCode } from '../exit-code.js';
import { httpUrl, setting } from '../settings.js';

const TIMEOUT_MS = 15_000;

interface Problem {
  readonly title?: string;
  readonly detail?: string;
  readonly errors?: readonly { readonly field: string; readonly message: string }[];
}

/** Talks to ingest-api as the bearer of `AGENTCTL_TOKEN`. */
export class ApiClient {
  readonly #url: string;
  readonly #token: string | undefined;

  constructor(env: NodeJS.ProcessEnv) {
    this.#url = httpUrl(env, 'AGENTCTL_API_URL', 'http://localhost:3000');
    this.#token = setting(env, 'AGENTCTL_TOKEN');
  }

  /** @throws CommandFailure unless the answer is a success */
  async call<T>(method: string, path: string, body?: object, headers: Record<string, string> = {}): Promise<T> {
    const answer = await this.open(path, {
      method,
      headers: { ...headers, ...(body && { 'content-type': 'application/json' }) },
      signal: AbortSignal.timeout(TIMEOUT_MS),
      ...(body && { body: JSON.stringify(body) }),
    });
    if (!answer.ok) throw await failureOf(answer);
    return (await answer.json().catch(() => {
      throw new CommandFailure('the API answered something that is no JSON: is AGENTCTL_API_URL right?');
    })) as T;
  }

  /**
   * The answer, whatever its status.
   * @throws CommandFailure when nobody answers
   */
  async open(path: string, init: RequestInit = {}): Promise<Response> {
    const headers = new Headers(init.headers);
    if (this.#token) headers.set('authorization', `Bearer ${this.#token}`);
    try {
      return await fetch(this.#url + path, { ...init, headers });
    } catch (error) {
      throw new CommandFailure(`the API cannot be reached (AGENTCTL_API_URL): ${cause(error)}`, EXIT_CODES.unavailable);
    }
  }
}

/** What an answer that is no success means. */
export async function failureOf(answer: Response): Promise<CommandFailure> {
  const problem = (await answer.json().catch(() => ({}))) as Problem;
  const fields = problem.errors?.map(({ field, message }) => `${field}: ${message}`).join('; ');
  const what = [problem.title ?? `the API answered ${answer.status}`, problem.detail, fields]
    .filter(Boolean)
    .join(': ');
  const hint = answer.status === 401 ? ' (AGENTCTL_TOKEN)' : '';
  return new CommandFailure(what + hint, exitCodeOf(answer.status));
}

function exitCodeOf(status: number): ExitCode {
  if (status === 404) return EXIT_CODES.notFound;
  if (status === 401 || status === 403) return EXIT_CODES.notPermitted;
  if (status === 409 || status === 422) return EXIT_CODES.conflict;
  return status === 429 || status >= 500 ? EXIT_CODES.unavailable : EXIT_CODES.failed;
}

function cause(error: unknown): string {
  const { name, cause: inner } = error as Error & { cause?: NodeJS.ErrnoException };
  if (name === 'TimeoutError') return 'no answer in time';
  return inner?.code ?? inner?.message ?? 'the request failed';
}
