import { QUEUES } from '@ai-coding-agent/contracts';
import { closeChannel } from '@ai-coding-agent/messaging';
import type { ChannelModel, GetMessage } from 'amqplib';
import { CommandFailure, EXIT_CODES } from '../exit-code.js';

/**
 * Shows `look` every dead letter once, oldest first, one at a time. One for which it answers `done` is acknowledged;
 * the others are kept from everybody else while this runs, and given back at its end.
 */
export async function browseDeadLetters(
  connection: ChannelModel,
  look: (message: GetMessage) => Promise<'keep' | 'done'>,
): Promise<void> {
  const channel = await connection.createChannel();
  let lost: Error | undefined;
  channel.on('error', (error: Error) => (lost = error));
  try {
    const { messageCount } = await channel.checkQueue(QUEUES.deadLetters);
    // Counted beforehand: what dies again meanwhile is for the next time.
    for (let seen = 0; seen < messageCount; seen += 1) {
      const message = await channel.get(QUEUES.deadLetters, { noAck: false });
      if (message === false) break;
      if ((await look(message)) === 'done') channel.ack(message);
    }
  } catch (error) {
    if (error instanceof CommandFailure) throw error;
    const { message } = lost ?? (error as Error);
    if (/NOT_FOUND|NOT-FOUND/.test(message)) {
      const what = `the broker has no queue ${QUEUES.deadLetters}: run \`agentctl topology apply\``;
      throw new CommandFailure(what, EXIT_CODES.notFound);
    }
    throw new CommandFailure(`the broker broke off: ${message}`, EXIT_CODES.unavailable);
  } finally {
    // Gives back what is not acknowledged, after the acknowledgements that are on their way.
    await closeChannel(channel).catch(() => undefined);
  }
}
