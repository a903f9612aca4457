import type { FastifyReply } from 'fastify';
import { callerName, type Caller } from '../access/caller.js';
import { GitHubError } from '../world/github-error.js';

const ONE_HOUR_SECONDS = 3600;
const ANONYMOUS_LIMIT = 60;

/** The primary rate limit: so many requests an hour for each account. */
export class RateLimit {
  readonly #used = new Map<string, { used: number; reset: number }>();

  constructor(private readonly limit: number) {}

  /**
   * Counts a request and says so in the headers of the answer.
   * @throws GitHubError 403 when the limit is used up
   */
  count(caller: Caller, reply: FastifyReply): void {
    const name = callerName(caller);
    const limit = name ? this.limit : Math.min(this.limit, ANONYMOUS_LIMIT);
    const now = Math.floor(Date.now() / 1000);
    let window = this.#used.get(name ?? '');
    if (!window || window.reset <= now) {
      window = { used: 0, reset: now + ONE_HOUR_SECONDS };
      this.#used.set(name ?? '', window);
    }
    const exceeded = window.used >= limit;
    if (!exceeded) window.used++;
    reply.headers({
      'x-ratelimit-limit': limit,
      'x-ratelimit-remaining': limit - window.used,
      'x-ratelimit-used': window.used,
      'x-ratelimit-reset': window.reset,
      'x-ratelimit-resource': 'core',
    });
    if (exceeded) throw new GitHubError(403, `API rate limit exceeded for ${name ?? '127.0.0.1'}.`);
  }
}
