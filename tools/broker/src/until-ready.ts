import type { ChildProcess } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Waits until the broker listens.
 * @throws when the process ends before, or after two minutes
 */
export async function untilReady(managementUrl: string, amqpPort: number, server?: ChildProcess): Promise<void> {
  const { origin, username, password } = new URL(managementUrl);
  const authorization = `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
  const deadline = Date.now() + 120_000;
  while (Date.now() < deadline) {
    if (server && (server.exitCode !== null || server.signalCode !== null)) throw new Error('the process ended');
    const answer = await fetch(`${origin}/api/health/checks/port-listener/${amqpPort}`, {
      headers: { authorization },
      signal: AbortSignal.timeout(5_000),
    }).catch(() => undefined);
    if (answer?.ok) return;
    await sleep(100);
  }
  throw new Error('it did not answer within two minutes');
}
