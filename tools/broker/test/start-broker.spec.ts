import amqp from 'amqplib';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { startBroker } from '../src/index.js';

it('keeps what it holds over a kill and leaves no process behind', { timeout: 120_000 }, async () => {
  const broker = await startBroker();
  try {
    const before = await amqp.connect(broker.url);
    before.on('error', () => undefined);
    const channel = await before.createConfirmChannel();
    channel.on('error', () => undefined);
    await channel.assertQueue('kept', { durable: true });
    channel.sendToQueue('kept', Buffer.from('x'), { persistent: true });
    await channel.waitForConfirms();
    // The metadata store writes to disk up to two seconds late: what was declared a moment ago dies with the broker.
    await sleep(3000);

    await broker.kill();
    await broker.start();

    const after = await amqp.connect(broker.url);
    const { messageCount } = await (await after.createChannel()).checkQueue('kept');
    expect(messageCount).toBe(1);
    await after.close();
  } finally {
    await broker.remove();
  }
  await expect(fetch(broker.managementUrl.replace('guest:guest@', ''))).rejects.toThrow();
});
