import type { FastifyInstance } from 'fastify';
import type { World } from '../world/world.js';
import { escapeText } from './html.js';
import { REFRESH_SCRIPT } from './refresh-script.js';
import { STYLE } from './style.js';

/** Style, script and avatars of the pages. */
export function assetRoutes(app: FastifyInstance, world: World): void {
  app.get('/__sandbox/style.css', (_request, reply) => reply.type('text/css; charset=utf-8').send(STYLE));
  app.get('/__sandbox/refresh.js', (_request, reply) =>
    reply.type('text/javascript; charset=utf-8').send(REFRESH_SCRIPT),
  );
  app.get<{ Params: { id: string } }>('/avatars/u/:id', (request, reply) => {
    const account = [...world.accounts.values()].find(({ id }) => id === Number(request.params.id));
    return reply.type('image/svg+xml').send(avatar(Number(request.params.id), account?.login ?? '?'));
  });
}

/** A letter on a colour of its own. */
function avatar(id: number, login: string): string {
  const letter = escapeText(login.charAt(0).toUpperCase());
  const text = `fill="#fff" font-family="sans-serif" font-size="22" text-anchor="middle"`;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 40"><rect width="40" height="40" fill="hsl(${
    (id * 67) % 360
  } 45% 45%)"/><text x="20" y="28" ${text}>${letter}</text></svg>`;
}
