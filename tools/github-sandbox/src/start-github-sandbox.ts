import { mkdtemp, rm } from 'node:fs/promises';
import type { RequestListener } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Fastify from 'fastify';
import { callerName } from './access/caller.js';
import { identifyCaller } from './access/identify-caller.js';
import { controlRoutes } from './front/control-routes.js';
import { Faults } from './front/faults.js';
import { openHttpFront } from './front/http-front.js';
import { recordRequest, type RecordedRequest } from './front/request-log.js';
import { serveGit } from './front/serve-git.js';
import { sufferFault } from './front/suffer-fault.js';
import { gitHubSandbox, type GitHubSandbox } from './github-sandbox.js';
import { webPages } from './pages/web-pages.js';
import { RateLimit } from './rest/rate-limit.js';
import { restApi } from './rest/rest-api.js';
import { WebhookSender } from './webhooks/webhook-sender.js';
import { World } from './world/world.js';

export interface GitHubSandboxOptions {
  /** Port on loopback; a free one when absent. */
  readonly port?: number;
  /** Folder for the git repositories; a temporary one, removed by `close`, when absent. */
  readonly root?: string;
  /** REST requests an hour for each account; 5,000 when absent. */
  readonly rateLimit?: number;
}

const API = '/api/v3';

/** Starts a GitHub of its own: REST, git over HTTP, web pages and webhooks on one loopback port. */
export async function startGitHubSandbox(options: GitHubSandboxOptions = {}): Promise<GitHubSandbox> {
  const root = options.root ?? (await mkdtemp(join(tmpdir(), 'github-sandbox-')));
  const front = await openHttpFront(options.port ?? 0);
  const server = `http://127.0.0.1:${front.port}`;
  const world = new World(root, { server, api: server + API });
  const sender = new WebhookSender(world);
  const faults = new Faults();
  const requests: RecordedRequest[] = [];

  const app = Fastify({
    exposeHeadRoutes: false,
    forceCloseConnections: true,
    bodyLimit: 25 * 1024 * 1024,
    routerOptions: { maxParamLength: 1000 },
    rewriteUrl: ({ url = '/' }) => nameRepository(world, url),
    serverFactory: (handler) => {
      front.serve((request, response) => {
        if (!request.url?.startsWith('/__sandbox/')) {
          const caller = identifyCaller(world, request.headers.authorization);
          recordRequest(requests, request, response, callerName(caller));
          const fault = faults.take(request.method ?? 'GET', request.url ?? '/');
          if (fault) return void sufferFault(fault, request, response, (...both) => dispatch(world, handler, ...both));
        }
        dispatch(world, handler, request, response);
      });
      return front.server;
    },
  });
  controlRoutes(app, faults, requests);
  await app.register(restApi(world, new RateLimit(options.rateLimit ?? 5000), sender), { prefix: API });
  await app.register(webPages(world));
  await app.ready();

  return gitHubSandbox(world, sender, faults, requests, async () => {
    await sender.close();
    await front.close();
    await app.close();
    if (options.root === undefined) await rm(root, { recursive: true, force: true });
  });
}

function dispatch(world: World, handler: RequestListener, ...[request, response]: Parameters<RequestListener>): void {
  if (!serveGit(world, request, response)) handler(request, response);
}

/** `/repositories/ID/…`, which `Link` headers use, means `/repos/OWNER/NAME/…`. */
function nameRepository(world: World, url: string): string {
  return url.replace(/^\/api\/v3\/repositories\/(\d+)(?=[/?]|$)/, (all, id: string) => {
    const repository = [...world.repositories.values()].find((each) => each.id === Number(id));
    return repository ? `${API}/repos/${repository.owner.login}/${repository.name}` : all;
  });
}
