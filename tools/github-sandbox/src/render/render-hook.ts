import type { Delivery, Hook } from '../world/hook.js';
import type { Addresses } from '../world/world.js';
import { repositoryUrl } from './render-repository.js';

/** A webhook without its secret. */
export function renderHook(addresses: Addresses, hook: Hook) {
  const { owner } = hook;
  const config = {
    content_type: hook.contentType,
    insecure_ssl: '0',
    url: hook.url,
    ...(hook.secret !== undefined && { secret: '********' }),
  };
  const about = {
    id: hook.id,
    name: 'web',
    active: hook.active,
    events: hook.events,
    config,
    updated_at: hook.createdAt,
    created_at: hook.createdAt,
  };
  if ('slug' in owner) return { type: 'App', ...about, app_id: owner.id };
  const url = `${repositoryUrl(addresses, owner)}/hooks/${hook.id}`;
  return {
    type: 'Repository',
    ...about,
    url,
    test_url: `${url}/test`,
    ping_url: `${url}/pings`,
    deliveries_url: `${url}/deliveries`,
    last_response: lastResponse(hook),
  };
}

function lastResponse({ deliveries }: Hook) {
  const answer = deliveries.findLast((each) => each.answer)?.answer;
  if (!answer) return { code: null, status: 'unused', message: null };
  return {
    code: answer.statusCode,
    status: answer.status === 'OK' ? 'active' : 'misconfigured',
    message: answer.status,
  };
}

/** A delivery in a list. */
export function renderDelivery(delivery: Delivery) {
  const { answer } = delivery;
  return {
    id: delivery.id,
    guid: delivery.guid,
    delivered_at: delivery.deliveredAt,
    redelivery: delivery.redelivery,
    duration: answer?.durationSeconds ?? 0,
    status: answer?.status ?? 'pending',
    status_code: answer?.statusCode ?? 0,
    event: delivery.event,
    action: delivery.action,
    installation_id: delivery.installationId,
    repository_id: delivery.repositoryId,
    throttled_at: null,
  };
}

/** A delivery with what was sent and answered. */
export function renderFullDelivery(hook: Hook, delivery: Delivery) {
  const { request, answer } = delivery;
  return {
    ...renderDelivery(delivery),
    url: hook.url,
    request: { headers: request.headers, payload: request.payload },
    response: { headers: answer?.headers ?? {}, payload: answer?.body ?? '' },
  };
}
