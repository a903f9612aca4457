import { QUEUES } from '@ai-coding-agent/contracts';
import type { ConsumeMessage } from 'amqplib';
import type { BrokerConnection } from '../connection/broker-connection.js';
import { RecoveringChannel } from '../connection/recovering-channel.js';
import { decodeJobEvent, type JobCloudEvent } from './job-event-codec.js';

const TIMEOUT_MS = 5_000;

/** The event at `offset` of the stream; undefined when it is not there any more, or not readable in time. */
export async function readJobEvent(connection: BrokerConnection, offset: number): Promise<JobCloudEvent | undefined> {
  let found: (event: JobCloudEvent | undefined) => void = () => undefined;
  const event = new Promise<JobCloudEvent | undefined>((resolve) => (found = resolve));
  const timer = setTimeout(() => found(undefined), TIMEOUT_MS);
  const channel = new RecoveringChannel(connection, async (open) => {
    await open.prefetch(100);
    const onMessage = (message: ConsumeMessage | null) => {
      if (!message) return found(undefined);
      open.ack(message);
      const at = Number((message.properties.headers ?? {})['x-stream-offset']);
      // An offset in the middle of a chunk starts at the beginning of the chunk.
      if (at >= offset) found(at === offset ? decodeJobEvent(message.content) : undefined);
    };
    await open.consume(QUEUES.events, onMessage, { noAck: false, arguments: { 'x-stream-offset': offset } });
  });
  try {
    return await event;
  } finally {
    clearTimeout(timer);
    await channel.close();
  }
}
