import { answeredInTime } from '@ai-coding-agent/messaging';
import amqp, { type ChannelModel } from 'amqplib';
import { CommandFailure, EXIT_CODES } from '../exit-code.js';
import { required } from '../settings.js';

/**
 * Connects to the broker for as long as `use` takes.
 * @throws CommandFailure without the address, which holds a password
 */
export async function withBroker<T>(env: NodeJS.ProcessEnv, use: (connection: ChannelModel) => Promise<T>): Promise<T> {
  const url = required(env, 'RABBITMQ_URL');
  if (!URL.canParse(url) || !/^amqps?:$/.test(new URL(url).protocol)) {
    throw new CommandFailure('RABBITMQ_URL must be an amqp(s) address', EXIT_CODES.usage);
  }
  const options = { timeout: 10_000, clientProperties: { connection_name: 'agentctl' } };
  const connection = await amqp.connect(url, options).catch((error: Error) => {
    throw new CommandFailure(`the broker cannot be reached: ${reason(error)}`, EXIT_CODES.unavailable);
  });
  connection.on('error', () => undefined);
  try {
    return await use(connection);
  } finally {
    await answeredInTime(connection.close());
  }
}

/** A refused connection to all addresses of a name has an empty message. */
function reason(error: NodeJS.ErrnoException): string {
  return error.message || (error.code ?? 'it does not answer');
}
