import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { GitHubError } from '../world/github-error.js';
import type { World } from '../world/world.js';
import { assetRoutes } from './asset-routes.js';
import { codePages } from './code-pages.js';
import { formRoutes } from './form-routes.js';
import { homePages } from './home-pages.js';
import { html } from './html.js';
import { issuePages } from './issue-pages.js';
import { layout } from './layout.js';
import { pageRoutes } from './page-routes.js';
import { pullPages } from './pull-pages.js';
import { Sessions } from './sessions.js';

/** Nothing on a page may come from, or go to, anywhere else. */
const POLICY = [
  "default-src 'none'",
  "style-src 'self'",
  "style-src-attr 'unsafe-inline'",
  "script-src 'self'",
  "connect-src 'self'",
  "img-src 'self' data:",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** The web pages. */
export function webPages(world: World) {
  return (app: FastifyInstance, _options: unknown, done: () => void): void => {
    const sessions = new Sessions();
    app.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_request, body, parsed) =>
      parsed(null, Object.fromEntries(new URLSearchParams(body as string))),
    );
    app.addHook('onRequest', (_request, reply, next) => {
      reply.headers({
        'content-security-policy': POLICY,
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'same-origin',
      });
      next();
    });
    const sendError = (error: unknown, request: FastifyRequest, reply: FastifyReply) => {
      const { status = 500, message = '', errors = [] } = error instanceof GitHubError ? error : {};
      if (status === 500) console.error('github-sandbox:', error);
      const details = errors.map((each) => (typeof each === 'string' ? each : (each.message ?? each.field)));
      const content = html`<h1>${status}</h1>
        <p>${message || 'Something went wrong.'}</p>
        ${details.map((each) => html`<p>${each}</p>`)}`;
      const page = layout({ title: String(status), caller: sessions.callerOf(request), content });
      void reply.code(status).type('text/html; charset=utf-8').send(page);
    };
    app.setErrorHandler(sendError);
    app.setNotFoundHandler((request, reply) => sendError(new GitHubError(404, 'Not Found'), request, reply));

    assetRoutes(app, world);
    homePages(app, world, sessions);
    const routes = pageRoutes(app, world, sessions);
    codePages(routes);
    issuePages(routes);
    pullPages(routes);
    formRoutes(routes);
    done();
  };
}
