import { randomUUID } from 'node:crypto';
import type { Change } from '../world/change.js';
import type { Delivery, Hook } from '../world/hook.js';
import { timestamp } from '../world/timestamp.js';
import type { World } from '../world/world.js';
import { deliveryHeaders } from './delivery-headers.js';
import { interestedHooks } from './interested-hooks.js';
import { eventName } from './payload/event-name.js';
import { pingPayload } from './payload/ping-payload.js';
import { webhookPayload } from './payload/webhook-payload.js';
import { postDelivery } from './post-delivery.js';

interface Message {
  readonly guid: string;
  readonly event: string;
  readonly action: string | null;
  readonly payload: object;
  readonly redelivery: boolean;
  readonly installationId: number | null;
  readonly repositoryId: number | null;
}

/** Tells webhooks what happened: once, at once, and whatever they answer. */
export class WebhookSender {
  readonly #underWay = new Set<Promise<void>>();
  readonly #stop = new AbortController();

  constructor(private readonly world: World) {
    world.onChange((change) => this.#track(this.#tell(change)));
    world.onHookCreated((hook) => this.#track(this.#ping(hook)));
  }

  /** Sends a delivery again, under its old `X-GitHub-Delivery`. */
  redeliver(hook: Hook, delivery: Delivery): void {
    const { request } = delivery;
    this.#track(this.#send(hook, { ...delivery, payload: request.payload, redelivery: true }));
  }

  /** Resolves when nothing is under way any more. */
  async settled(): Promise<void> {
    while (this.#underWay.size > 0) await Promise.all(this.#underWay);
  }

  /** Gives up what is under way. */
  async close(): Promise<void> {
    this.#stop.abort();
    await this.settled();
  }

  #track(work: Promise<void>): void {
    const tracked = work
      .catch((error: unknown) => console.error('github-sandbox: a webhook could not be sent:', error))
      .finally(() => this.#underWay.delete(tracked));
    this.#underWay.add(tracked);
  }

  async #tell(change: Change): Promise<void> {
    const event = eventName(change);
    const hooks = interestedHooks(this.world, change.repository, event);
    if (hooks.length === 0) return;
    const payload = await webhookPayload(this.world, change);
    const sent = hooks.map(({ hook, installation }) =>
      this.#send(hook, {
        guid: randomUUID(),
        event,
        action: change.action,
        payload: installation
          ? { ...payload, installation: { id: installation.id, node_id: `I_${installation.id}` } }
          : payload,
        redelivery: false,
        installationId: installation?.id ?? null,
        repositoryId: change.repository.id,
      }),
    );
    await Promise.all(sent);
  }

  #ping(hook: Hook): Promise<void> {
    const payload = pingPayload(this.world, hook);
    const repositoryId = 'slug' in hook.owner ? null : hook.owner.id;
    const message = { guid: randomUUID(), event: 'ping', action: null, payload, redelivery: false };
    return this.#send(hook, { ...message, installationId: null, repositoryId });
  }

  async #send(hook: Hook, { guid, event, action, payload, redelivery, ...ids }: Message): Promise<void> {
    const json = JSON.stringify(payload);
    const body = hook.contentType === 'form' ? new URLSearchParams({ payload: json }).toString() : json;
    const headers = deliveryHeaders(hook, event, guid, body);
    const delivery: Delivery = {
      id: this.world.nextId('delivery'),
      guid,
      event,
      action,
      redelivery,
      deliveredAt: timestamp(),
      ...ids,
      request: { headers, payload },
      answer: undefined,
    };
    hook.deliveries.push(delivery);
    delivery.answer = await postDelivery(hook.url, headers, body, this.#stop.signal);
  }
}
