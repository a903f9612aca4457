import type { HookDelivery } from './hook-deliveries.js';

/** What can start or steer a job; everything else would be ignored anyway. */
const HANDLED: Readonly<Record<string, readonly string[]>> = {
  issues: ['labeled', 'assigned'],
  issue_comment: ['created'],
  pull_request_review: ['submitted'],
  pull_request_review_comment: ['created'],
};

/** The newest attempt of every event that never arrived and that matters, oldest first. */
export function lostDeliveries(deliveries: readonly HookDelivery[]): HookDelivery[] {
  const attempts = new Map<string, HookDelivery[]>();
  for (const delivery of deliveries) {
    attempts.set(delivery.guid, [...(attempts.get(delivery.guid) ?? []), delivery]);
  }
  return [...attempts.values()]
    .filter((ofOne) => !ofOne.some(hasArrived))
    .map((ofOne) => ofOne.reduce((newest, each) => (each.deliveredAt > newest.deliveredAt ? each : newest)))
    .filter(({ event, action }) => HANDLED[event]?.includes(action ?? ''))
    .sort((a, b) => a.deliveredAt.localeCompare(b.deliveredAt) || a.id - b.id);
}

function hasArrived({ statusCode }: HookDelivery): boolean {
  return statusCode >= 200 && statusCode < 300;
}
