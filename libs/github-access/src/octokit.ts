import { retry } from '@octokit/plugin-retry';
import { throttling } from '@octokit/plugin-throttling';
import { Octokit } from '@octokit/rest';
import Bottleneck from 'bottleneck';

export interface OctokitOptions {
  /** REST base, such as `https://api.github.com`. */
  readonly apiUrl: string;
  readonly token: string;
  /** Limit of one request, in milliseconds. */
  readonly timeoutMs?: number;
}

const AgentOctokit = Octokit.plugin(retry, throttling);

/** Longest wait for a rate limit inside a request, in seconds; anything longer is a retry of the whole job. */
const PATIENCE_SECONDS = 5;
const REQUEST_TIMEOUT_MS = 30_000;

/**
 * An Octokit as every part of the agent uses it. Reads are tried twice; writes once, since a repeated POST may do its
 * work twice. Writes go one after the other, as GitHub asks, but without the plugin's pauses of one to three
 * seconds: those are for bulk work, and a job has five writes.
 * @see https://docs.github.com/en/rest/using-the-rest-api/best-practices-for-using-the-rest-api
 */
export function createOctokit({ apiUrl, token, timeoutMs = REQUEST_TIMEOUT_MS }: OctokitOptions): Octokit {
  const oneByOne = () => new Bottleneck.Group({ maxConcurrent: 1 });
  const wait = (retryAfter: number, _options: object, _octokit: unknown, retries: number) =>
    retryAfter <= PATIENCE_SECONDS && retries === 0;
  const silent = () => undefined;
  const octokit = new AgentOctokit({
    baseUrl: apiUrl.replace(/\/+$/, ''),
    auth: token,
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
  });
  return octokit;
}
