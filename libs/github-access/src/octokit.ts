import { redact } from '@ai-coding-agent/failures';
import { retry } from '@octokit/plugin-retry';
import { throttling } from '@octokit/plugin-throttling';
import { Octokit } from '@octokit/rest';
import Bottleneck from 'bottleneck';

export interface OctokitOptions {
  /** REST base, such as `https://api.github.com`. */
  readonly apiUrl: string;
  /** A token, or what Octokit's `authStrategy` needs; absent when each request brings its own. */
  readonly auth?: string | { readonly strategy: unknown; readonly options: object };
  /** Hides what must not be written to GitHub, such as the keys of this process that a model repeats. */
  readonly hideSecrets?: (text: string) => string;
  /** Limit of one request, in milliseconds. */
  readonly timeoutMs?: number;
}

const AgentOctokit = Octokit.plugin(retry, throttling);

/** Longest wait for a rate limit inside a request, in seconds; anything longer is a retry of the whole job. */
const PATIENCE_SECONDS = 5;
const REQUEST_TIMEOUT_MS = 30_000;

/** Fields of requests that people will read. */
const WRITTEN_TEXT = ['title', 'body'] as const;

/**
 * An Octokit as every part of the agent uses it. Reads are tried twice; writes once, since a repeated POST may do its
 * work twice. Writes go one after the other, as GitHub asks, but without the plugin's pauses of one to three
 * seconds: those are for bulk work, and a job has five writes.
 * @see https://docs.github.com/en/rest/using-the-rest-api/best-practices-for-using-the-rest-api
 */
export function createOctokit(options: OctokitOptions): Octokit {
  const { apiUrl, auth, hideSecrets = redact, timeoutMs = REQUEST_TIMEOUT_MS } = options;
  const oneByOne = () => new Bottleneck.Group({ maxConcurrent: 1 });
  const wait = (retryAfter: number, _options: object, _octokit: unknown, retries: number) =>
    retryAfter <= PATIENCE_SECONDS && retries === 0;
  const silent = () => undefined;
  const credentials = typeof auth === 'object' ? { authStrategy: auth.strategy, auth: auth.options } : { auth };
  const octokit = new AgentOctokit({
    baseUrl: apiUrl.replace(/\/+$/, ''),
    ...credentials,
    userAgent: 'ai-coding-agent',
    log: { debug: silent, info: silent, warn: silent, error: silent },
    retry: { retries: 1, doNotRetry: [400, 401, 403, 404, 410, 422, 429, 451] },
    throttle: { write: oneByOne(), notifications: oneByOne(), onRateLimit: wait, onSecondaryRateLimit: wait },
  });
  octokit.hook.before('request', (options) => {
    // Octokit hands the same `request` object to every call; what the plugins note there must not outlive one.
    const { retryCount: _, ...defaults } = options.request as Record<string, unknown>;
    options.request = {
      ...defaults,
      signal: AbortSignal.timeout(timeoutMs),
      ...(options.method === 'POST' && { retries: 0 }),
    };
    for (const field of WRITTEN_TEXT) {
      const text = options[field];
      if (typeof text === 'string') options[field] = hideSecrets(text);
    }
  });
  return octokit;
}
