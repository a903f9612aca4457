import { QUEUES, type JobEvent } from '@ai-coding-agent/contracts';
import type { ChannelModel, ConsumeMessage } from 'amqplib';
import { closeChannel } from '../connection/close-channel.js';
import { jobEventIn } from './job-event-in.js';

/** Beyond it the stream is taken for unreadable, in milliseconds. */
const TIMEOUT_MS = 30_000;
/** The stream is stamped by the broker, times in jobs by others: allow for clocks that differ, in seconds. */
const CLOCK_SKEW_SECONDS = 300;

export interface StreamSection {
  /** In milliseconds since 1970. */
  readonly since: number;
  /** Id of the event at which it ends, and which is there. */
  readonly until: string;
  /** Whether a message is worth decoding, by its job. */
  readonly concerns?: (jobId: unknown) => boolean;
}

/**
 * Calls `take` with each event of a section of the stream, oldest first, without the one at which it ends.
 * @throws Error when the stream can't be read
 */
export async function readEventStream(
  connection: ChannelModel,
  { since, until, concerns = () => true }: StreamSection,
  take: (event: JobEvent) => void,
): Promise<void> {
  const channel = await connection.createChannel();
  channel.on('error', () => undefined);
  try {
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error('the event stream did not answer in time')), TIMEOUT_MS);
      const end = (error?: Error) => {
        clearTimeout(timer);
        if (error) reject(error);
        else resolve();
      };
      channel.on('close', () => end(new Error('the channel closed')));
      const onMessage = (message: ConsumeMessage | null) => {
        if (!message) return end(new Error('the event stream is gone'));
        if (message.fields.deliveryTag % 500 === 0) channel.ack(message, true);
        if (message.properties.messageId === until) return end();
        if (!concerns(message.properties.correlationId)) return;
        const event = jobEventIn(message);
        if (event) take(event.data);
      };
      const offset = { '!': 'timestamp', value: Math.floor(since / 1_000) - CLOCK_SKEW_SECONDS };
      channel
        .prefetch(1_000)
        .then(() =>
          channel.consume(QUEUES.events, onMessage, { noAck: false, arguments: { 'x-stream-offset': offset } }),
        )
        .catch((error: unknown) => end(error instanceof Error ? error : new Error(String(error))));
    });
  } finally {
    await closeChannel(channel).catch(() => undefined);
  }
}
