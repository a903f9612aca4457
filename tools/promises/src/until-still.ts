import { setTimeout as sleep } from 'node:timers/promises';

/** Longer than any delay between two attempts, also on a machine that does much else; in milliseconds. */
const STILL_MS = 120_000;

/**
 * Resolves once `isDone`, or once `progress` has answered the same for two minutes. However slow a machine is, a test
 * that waits for this fails only when nothing happens any more.
 */
export async function untilStill(progress: () => number, isDone: () => boolean): Promise<void> {
  let [last, since] = [progress(), Date.now()];
  while (!isDone() && Date.now() - since < STILL_MS) {
    await sleep(1_000);
    const now = progress();
    if (now !== last) [last, since] = [now, Date.now()];
  }
}
