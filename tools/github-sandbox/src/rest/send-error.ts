import type { FastifyReply, FastifyRequest } from 'fastify';
import { GitHubError } from '../world/github-error.js';

const DOCUMENTATION = 'https://docs.github.com/rest';

/** Answers an error as GitHub words it. What is no refusal is a bug of the sandbox, and is printed. */
export function sendError(error: unknown, _request: FastifyRequest, reply: FastifyReply): void {
  if (error instanceof GitHubError) {
    const { status, message, errors } = error;
    const body = { message, ...(errors && { errors }), documentation_url: DOCUMENTATION, status: String(status) };
    void reply.code(status).send(body);
    return;
  }
  const status = (error as { statusCode?: number }).statusCode ?? 500;
  if (status >= 500) console.error('github-sandbox:', error);
  const message = status < 500 ? (error as Error).message : 'Server Error';
  void reply.code(status).send({ message, documentation_url: DOCUMENTATION, status: String(status) });
}
