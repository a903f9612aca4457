import type { ConsumeMessage } from 'amqplib';
import { describe, expect, it } from 'vitest';
import { RunRegistry } from './run-registry.js';
import type { Settlement } from './settlement.js';

const message = (redelivered: boolean) =>
  ({
    fields: { redelivered },
    properties: { messageId: 'job', headers: { 'x-attempt': 1 } },
  }) as unknown as ConsumeMessage;

async function finished(settlement: Settlement): Promise<RunRegistry> {
  const runs = new RunRegistry();
  const run = runs.start(message(false), async () => settlement);
  await run.settlement;
  runs.conclude(run);
  await run.concluded;
  return runs;
}

describe('a redelivery', () => {
  it('of what has just been done belongs to that', async () => {
    const runs = await finished({ kind: 'ack' });

    expect(runs.find(message(true))).toBeDefined();
    expect(runs.find(message(false))).toBeUndefined();
  });

  it.each<Settlement>([{ kind: 'busy' }, { kind: 'wait', delaySeconds: 1 }, { kind: 'requeue' }])(
    'of what was put off with $kind is to be done: it may have come back, and have been with a worker that is gone',
    async (settlement) => {
      expect((await finished(settlement)).find(message(true))).toBeUndefined();
    },
  );
});
