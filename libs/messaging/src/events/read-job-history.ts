import type { JobEvent } from '@ai-coding-agent/contracts';
import type { ChannelModel } from 'amqplib';
import { readEventStream } from './read-event-stream.js';

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
  const history: JobEvent[] = [];
  const section = { since: Date.parse(since), until, concerns: (id: unknown) => id === jobId };
  await readEventStream(connection, section, (event) => history.push(event));
  return history;
}
