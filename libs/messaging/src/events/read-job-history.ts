import { QUEUES, type JobEvent } from '@ai-coding-agent/contracts';
import type { ChannelModel, ConsumeMessage } from 'amqplib';
import { decodeJobEvent } from './job-event-codec.js';

/** Beyond it the stream is taken for unreadable, in milliseconds. */
const TIMEOUT_MS = 30_000;
/** The stream is stamped by the broker, the job by ingest-api: allow for clocks that differ, in seconds. */
const CLOCK_SKEW_SECONDS = 300;

/**
 * What happened to a job before the event `until`, which the caller has just published.
 * @param since when the job was requested, ISO 8601
 */
export async function readJobHistory(
  connection: ChannelModel,
  jobId: string,
  since: string,
  until: string,
): Promise<JobEvent[]> {
  const channel = await connection.createChannel();
  channel.on('error', () => undefined);
  const history: JobEvent[] = [];
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
        if (message.properties.correlationId !== jobId) return;
        const event = decodeJobEvent(message.content);
        if (event) history.push(event.data);
      };
      const seconds = Math.floor(Date.parse(since) / 1_000) - CLOCK_SKEW_SECONDS;
      const offset = { '!': 'timestamp', value: seconds };
      channel
        .prefetch(1_000)
        .then(() =>
          channel.consume(QUEUES.events, onMessage, { noAck: false, arguments: { 'x-stream-offset': offset } }),
        )
        .catch((error: unknown) => end(error instanceof Error ? error : new Error(String(error))));
    });
    return history;
  } finally {
    await channel.close().catch(() => undefined);
  }
}
