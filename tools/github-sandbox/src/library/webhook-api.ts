import { registerHook, type NewHook } from '../actions/register-hook.js';
import type { WebhookSender } from '../webhooks/webhook-sender.js';
import type { Delivery, Hook } from '../world/hook.js';
import type { World } from '../world/world.js';
import { repositoryNamed } from './lookup.js';

/** A delivery as tests look at it. */
export interface DeliveryView {
  readonly id: number;
  /** `X-GitHub-Delivery`. */
  readonly guid: string;
  readonly hookId: number;
  readonly event: string;
  readonly action: string | null;
  readonly redelivery: boolean;
  /** `OK`, why it failed, or undefined while it is under way. */
  readonly status: string | undefined;
  readonly statusCode: number | undefined;
  readonly headers: Readonly<Record<string, string>>;
  readonly payload: object;
  /** Body of the answer. */
  readonly answer: string | undefined;
}

export type WebhookApi = ReturnType<typeof webhookApi>;

/** Webhooks and their deliveries. */
export function webhookApi(world: World, sender: WebhookSender) {
  const hooks = (): Hook[] => [
    ...[...world.repositories.values()].flatMap((repository) => repository.hooks),
    ...[...world.apps.values()].flatMap(({ hook }) => hook ?? []),
  ];

  return {
    /**
     * Registers a webhook of a repository.
     * @returns its id
     */
    addWebhook(repository: string, hook: NewHook): number {
      return registerHook(world, repositoryNamed(world, repository), hook).id;
    },

    /** Every delivery so far of every webhook, oldest first. */
    deliveries(): DeliveryView[] {
      const all = hooks().flatMap((hook) => hook.deliveries.map((delivery) => viewDelivery(hook, delivery)));
      return all.sort((a, b) => a.id - b.id);
    },

    /** Sends a delivery again, under the same `X-GitHub-Delivery`. */
    redeliver(id: number): void {
      for (const hook of hooks()) {
        const delivery = hook.deliveries.find((each) => each.id === id);
        if (delivery) return sender.redeliver(hook, delivery);
      }
      throw new Error(`the sandbox has no delivery ${id}`);
    },

    /** Resolves when every delivery has been answered or given up. */
    webhooksSettled(): Promise<void> {
      return sender.settled();
    },
  };
}

function viewDelivery(hook: Hook, { id, guid, event, action, redelivery, request, answer }: Delivery): DeliveryView {
  return {
    id,
    guid,
    hookId: hook.id,
    event,
    action,
    redelivery,
    status: answer?.status,
    statusCode: answer?.statusCode,
    headers: request.headers,
    payload: request.payload,
    answer: answer?.body,
  };
}
