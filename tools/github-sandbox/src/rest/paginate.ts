import type { Call } from './repository-routes.js';

const DEFAULT_SIZE = 30;
const LARGEST_SIZE = 100;

/**
 * One page of a list, by `page` and `per_page`; sets `Link`. As on GitHub its addresses name the repository by id.
 */
export function paginate<T>(call: Call, items: readonly T[]): T[] {
  const page = positive(call.query['page']) ?? 1;
  const size = Math.min(positive(call.query['per_page']) ?? DEFAULT_SIZE, LARGEST_SIZE);
  const last = Math.ceil(items.length / size);
  const links: string[] = [];
  const link = (to: number, relation: string) => links.push(`<${addressOf(call, to)}>; rel="${relation}"`);
  if (page > 1) link(Math.min(page - 1, Math.max(last, 1)), 'prev');
  if (page < last) {
    link(page + 1, 'next');
    link(last, 'last');
  }
  if (page > 1) link(1, 'first');
  if (links.length > 0) call.reply.header('link', links.join(', '));
  return items.slice((page - 1) * size, page * size);
}

function addressOf({ world, repository, request }: Call, page: number): string {
  const url = new URL(request.url, world.addresses.server);
  const path = url.pathname.replace(/^\/api\/v3\/repos\/[^/]+\/[^/]+/, `/repositories/${repository.id}`);
  url.searchParams.set('page', String(page));
  return `${world.addresses.api}${path}${url.search}`;
}

function positive(value: string | undefined): number | undefined {
  const number = Number(value);
  return Number.isInteger(number) && number > 0 ? number : undefined;
}
