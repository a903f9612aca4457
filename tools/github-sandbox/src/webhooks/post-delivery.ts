import type { DeliveryAnswer } from '../world/hook.js';

/** What GitHub waits for an answer. */
const PATIENCE_MS = 10_000;

/** Posts once; never fails and never tries again. */
export async function postDelivery(
  url: string,
  headers: Readonly<Record<string, string>>,
  body: string,
  stopped: AbortSignal,
): Promise<DeliveryAnswer> {
  const started = performance.now();
  const timeout = AbortSignal.timeout(PATIENCE_MS);
  const ended = (answer: Omit<DeliveryAnswer, 'durationSeconds'>): DeliveryAnswer => ({
    durationSeconds: Math.round((performance.now() - started) / 10) / 100,
    ...answer,
  });
  try {
    const signal = AbortSignal.any([timeout, stopped]);
    const response = await fetch(url, { method: 'POST', headers, body, redirect: 'manual', signal });
    const text = await response.text();
    return ended({
      status: response.ok ? 'OK' : `Invalid HTTP Response: ${response.status}`,
      statusCode: response.status,
      headers: Object.fromEntries(response.headers),
      body: text,
    });
  } catch {
    const failed = { headers: {}, body: '' };
    return timeout.aborted
      ? ended({ status: 'timed out', statusCode: 504, ...failed })
      : ended({ status: 'failed to connect to host', statusCode: 502, ...failed });
  }
}
