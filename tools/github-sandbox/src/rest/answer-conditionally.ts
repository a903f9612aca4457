import { createHash } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';

/** Gives answers to GET an `ETag`, and turns those that the caller has already into 304. */
export async function answerConditionally(
  request: FastifyRequest,
  reply: FastifyReply,
  payload: unknown,
): Promise<unknown> {
  if (request.method !== 'GET' || reply.statusCode !== 200 || typeof payload !== 'string') return payload;
  const etag = `W/"${createHash('sha256').update(payload).digest('hex')}"`;
  reply.header('etag', etag);
  const known = request.headers['if-none-match']?.split(',').map((each) => each.trim());
  if (!known?.some((each) => weak(each) === etag)) return payload;
  reply.code(304).removeHeader('content-length').removeHeader('content-type');
  return '';
}

function weak(etag: string): string {
  return etag.startsWith('W/') ? etag : `W/${etag}`;
}
