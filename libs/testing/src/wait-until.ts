import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Asks again and again until the answer is truthy, and returns it.
 * @param patienceMs how long it may take on a machine that is busy with other things
 */
export async function waitUntil<T>(
  what: string,
  ask: () => T | Promise<T>,
  patienceMs = 30_000,
): Promise<NonNullable<T>> {
  const deadline = Date.now() + patienceMs;
  for (;;) {
    const answer = await ask();
    if (answer) return answer;
    if (Date.now() > deadline) throw new Error(`waited in vain until ${what}`);
    await sleep(25);
  }
}
