import type { FastifyRequest } from 'fastify';
import { GitHubError } from '../world/github-error.js';

const LOOPBACK = /^(?:127\.0\.0\.1|localhost|\[::1\])(?::\d+)?$/;

/**
 * Lets only the sandbox's own pages send forms. A name that was made to point here is no better than a foreign page.
 * @throws GitHubError 403
 */
export function requireSameOrigin(request: FastifyRequest): void {
  const { host = '', origin } = request.headers;
  const sameOrigin = origin === `http://${host}` || request.headers['sec-fetch-site'] === 'same-origin';
  if (!sameOrigin || !LOOPBACK.test(host)) throw new GitHubError(403, 'This form came from another site.');
}
