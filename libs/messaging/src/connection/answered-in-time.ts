import { setTimeout as sleep } from 'node:timers/promises';

/** A broker that answers at all does so within milliseconds. */
const PATIENCE_MS = 3_000;

/**
 * Resolves once the broker has done what it was asked for at the end, or after a while without an answer: during an
 * alarm it reads nothing from who publishes, not even a goodbye, and whoever stops must not wait for the end of that.
 */
export async function answeredInTime(asked: Promise<unknown> | undefined): Promise<void> {
  const patience = new AbortController();
  const late = sleep(PATIENCE_MS, undefined, { signal: patience.signal }).catch(() => undefined);
  await Promise.race([asked?.catch(() => undefined), late]);
  patience.abort();
}
