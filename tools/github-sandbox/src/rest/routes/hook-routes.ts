import { registerHook } from '../../actions/register-hook.js';
import { renderFullDelivery, renderHook } from '../../render/render-hook.js';
import type { WebhookSender } from '../../webhooks/webhook-sender.js';
import { notFound, validationFailed } from '../../world/github-error.js';
import type { Hook } from '../../world/hook.js';
import { writes, type Needed } from '../authorize-call.js';
import { deliveryOf, listDeliveries } from '../list-deliveries.js';
import { paginate } from '../paginate.js';
import type { AddRoute, Call } from '../repository-routes.js';

/** Webhooks are for admins only, also to look at. */
const READS: Needed = { role: 'admin', areas: ['repository_hooks'], level: 'read' };
const WRITES = writes('admin', 'repository_hooks');

/** Webhooks of a repository and their deliveries. */
export function hookRoutes(route: AddRoute, sender: WebhookSender): void {
  route('GET', '/hooks', READS, (call) =>
    paginate(call, call.repository.hooks).map((hook) => renderHook(call.world.addresses, hook)),
  );
  route('POST', '/hooks', WRITES, postHook);
  route('GET', '/hooks/:hook/deliveries', READS, (call) =>
    listDeliveries(call.world, hookOf(call), call.request, call.reply),
  );
  route('GET', '/hooks/:hook/deliveries/:delivery', READS, (call) => {
    const hook = hookOf(call);
    return renderFullDelivery(hook, deliveryOf(hook, call.params['delivery']));
  });
  route('POST', '/hooks/:hook/deliveries/:delivery/attempts', WRITES, (call) => {
    const hook = hookOf(call);
    sender.redeliver(hook, deliveryOf(hook, call.params['delivery']));
    call.reply.code(202);
    return {};
  });
}

function postHook({ world, repository, body, reply }: Call) {
  const config = body.object('config');
  const url = config?.optionalText('url');
  if (!config || !url || !/^https?:\/\//.test(url)) {
    throw validationFailed({ resource: 'Hook', code: 'custom', field: 'url', message: 'url is missing or invalid' });
  }
  if (repository.hooks.some((hook) => hook.url === url)) {
    throw validationFailed({ resource: 'Hook', code: 'custom', message: 'Hook already exists on this repository' });
  }
  const hook = registerHook(world, repository, {
    url,
    secret: config.optionalText('secret'),
    events: body.texts('events') ?? ['push'],
    contentType: config.oneOf('content_type', ['json', 'form']) ?? 'form',
    active: body.flag('active'),
  });
  reply.code(201);
  return renderHook(world.addresses, hook);
}

function hookOf({ repository, params }: Call): Hook {
  const hook = repository.hooks.find(({ id }) => id === Number(params['hook']));
  if (!hook) throw notFound();
  return hook;
}
