import { HttpException } from '@nestjs/common';
import { Problem, type ProblemCode } from './problem.js';

/** Errors of Fastify that are the client's fault, by their code. */
const FASTIFY_CODES: Record<string, ProblemCode> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'body-too-large',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'unsupported-media-type',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'malformed-json',
  FST_ERR_CTP_INVALID_JSON_BODY: 'malformed-json',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'invalid-request',
  FST_ERR_BAD_URL: 'not-found',
};

const STATUS_CODES: Record<number, ProblemCode> = {
  400: 'invalid-request',
  401: 'unauthorized',
  404: 'not-found',
  405: 'method-not-allowed',
  413: 'body-too-large',
  415: 'unsupported-media-type',
  429: 'too-many-requests',
};

/** Whatever was thrown, as the client may see it. What is unknown is a bug, and says nothing of what it was. */
export function toProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  const { code, statusCode } = (error ?? {}) as { code?: unknown; statusCode?: unknown };
  const byFastify = typeof code === 'string' ? FASTIFY_CODES[code] : undefined;
  if (byFastify) return new Problem(byFastify);
  const status = error instanceof HttpException ? error.getStatus() : Number(statusCode);
  // Ours are Problems; Nest's own 400 is about a body that is no JSON.
  if (status === 400 && error instanceof HttpException) return new Problem('malformed-json');
  return new Problem(STATUS_CODES[status] ?? 'internal-error');
}
