import type { FastifyInstance, FastifyRequest } from 'fastify';
import { createInstallationToken } from '../../actions/create-installation-token.js';
import { identifyCaller } from '../../access/identify-caller.js';
import { renderApp, renderInstallation } from '../../render/render-app.js';
import { renderFullDelivery } from '../../render/render-hook.js';
import { renderRepository } from '../../render/render-repository.js';
import type { WebhookSender } from '../../webhooks/webhook-sender.js';
import { covers, type GitHubApp, type Installation } from '../../world/github-app.js';
import { GitHubError, notFound } from '../../world/github-error.js';
import type { Hook } from '../../world/hook.js';
import { timestamp } from '../../world/timestamp.js';
import type { World } from '../../world/world.js';
import { JsonBody } from '../json-body.js';
import { deliveryOf, listDeliveries } from '../list-deliveries.js';

type Params = Record<string, string>;

/** What an App does as itself, with its JSON web token. */
export function appRoutes(app: FastifyInstance, world: World, sender: WebhookSender): void {
  app.get('/app', (request) => {
    const asking = appOf(world, request);
    return { ...renderApp(world.addresses, asking), installations_count: asking.installations.length };
  });
  app.get('/app/installations', (request) =>
    appOf(world, request).installations.map((each) => renderInstallation(world.addresses, each)),
  );
  app.get('/repos/:owner/:repo/installation', (request) => {
    const { owner, repo } = request.params as Params;
    const { installations } = appOf(world, request);
    const repository = world.findRepository(`${owner}/${repo}`);
    const installation = repository && installations.find((each) => covers(each, repository));
    if (!installation) throw notFound();
    return renderInstallation(world.addresses, installation);
  });
  app.post('/app/installations/:id/access_tokens', (request, reply) => {
    const installation = installationOf(appOf(world, request), request);
    const { token, expiresAt, permissions, repositories } = createInstallationToken(
      world,
      installation,
      JsonBody.parse(request.body),
    );
    return reply.code(201).send({
      token,
      expires_at: timestamp(new Date(expiresAt)),
      permissions,
      repository_selection: repositories ? 'selected' : 'all',
      ...(repositories && { repositories: repositories.map((each) => renderRepository(world.addresses, each)) }),
    });
  });
  app.get('/app/hook/deliveries', (request, reply) =>
    listDeliveries(world, hookOf(appOf(world, request)), request, reply),
  );
  app.get('/app/hook/deliveries/:delivery', (request) => {
    const hook = hookOf(appOf(world, request));
    return renderFullDelivery(hook, deliveryOf(hook, (request.params as Params)['delivery']));
  });
  app.post('/app/hook/deliveries/:delivery/attempts', (request, reply) => {
    const hook = hookOf(appOf(world, request));
    sender.redeliver(hook, deliveryOf(hook, (request.params as Params)['delivery']));
    return reply.code(202).send({});
  });
}

function appOf(world: World, request: FastifyRequest): GitHubApp {
  const caller = identifyCaller(world, request.headers.authorization);
  if (caller.kind !== 'app') throw new GitHubError(401, 'A JSON web token could not be decoded');
  return caller.app;
}

function installationOf({ installations }: GitHubApp, request: FastifyRequest): Installation {
  const installation = installations.find(({ id }) => id === Number((request.params as Params)['id']));
  if (!installation) throw notFound();
  if (installation.suspendedAt) throw new GitHubError(403, 'This installation has been suspended');
  return installation;
}

function hookOf({ hook }: GitHubApp): Hook {
  if (!hook) throw notFound();
  return hook;
}
