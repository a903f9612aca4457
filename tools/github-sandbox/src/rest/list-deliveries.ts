import type { FastifyReply, FastifyRequest } from 'fastify';
import { renderDelivery } from '../render/render-hook.js';
import { notFound } from '../world/github-error.js';
import type { Delivery, Hook } from '../world/hook.js';
import type { World } from '../world/world.js';

const DEFAULT_SIZE = 30;
const LARGEST_SIZE = 100;

/** A page of a webhook's deliveries, newest first, by `cursor` and `per_page`; `status` filters. */
export function listDeliveries({ addresses }: World, hook: Hook, request: FastifyRequest, reply: FastifyReply) {
  const query = request.query as Record<string, string | undefined>;
  const size = Math.min(Number(query['per_page']) || DEFAULT_SIZE, LARGEST_SIZE);
  const before = Number(query['cursor']?.replace(/^v1_/, '')) || Infinity;
  const found = hook.deliveries
    .filter(({ id, answer }) => answer && id < before && isWanted(answer.status, query['status']))
    .reverse();
  const page = found.slice(0, size);
  const last = page.at(-1);
  if (last && found.length > size) {
    const url = new URL(request.originalUrl, addresses.server);
    url.searchParams.set('cursor', `v1_${last.id}`);
    reply.header('link', `<${url.href}>; rel="next"`);
  }
  return page.map(renderDelivery);
}

/** @throws GitHubError 404 */
export function deliveryOf(hook: Hook, id: string | undefined): Delivery {
  const delivery = hook.deliveries.find((each) => each.id === Number(id));
  if (!delivery) throw notFound();
  return delivery;
}

function isWanted(status: string, wanted: string | undefined): boolean {
  if (wanted === 'success') return status === 'OK';
  return wanted === 'failure' ? status !== 'OK' : true;
}
