import type { JobClient } from '@ai-coding-agent/local-system';
import { EventSourceParserStream } from 'eventsource-parser/stream';

/** Something that happened to a job, at a time in milliseconds since 1970. */
interface Moment {
  readonly name: string;
  readonly at: number;
}

/** Follows a job to its end, and answers what happened when. */
export async function followJob(client: JobClient, jobId: string): Promise<Moment[]> {
  let answer = await client.request('GET', `/jobs/${jobId}/events`);
  // Until the stream has brought the job back to ingest-api.
  while (answer.status === 503) answer = await client.request('GET', `/jobs/${jobId}/events`);
  if (!answer.ok || !answer.body) throw new Error(`the events of a job: ${answer.status}`);
  const moments: Moment[] = [];
  const events = answer.body.pipeThrough(new TextDecoderStream()).pipeThrough(new EventSourceParserStream());
  for await (const { data } of events) {
    const { status, stage, at } = JSON.parse(data) as { status: string; stage: string | null; at: string };
    moments.push({ name: status === 'running' ? (stage ?? status) : status, at: Date.parse(at) });
  }
  return moments;
}

/** How long each part of a job took, in milliseconds, from the request until `endedAt`. */
export function waterfall(requestedAt: number, moments: readonly Moment[], endedAt: number): Map<string, number> {
  const parts = new Map<string, number>();
  const names: Readonly<Record<string, string>> = {
    queued: 'until a worker has it',
    running: 'locks and past of the job',
    succeeded: 'until nothing is left of it',
  };
  let before: Moment = { name: 'until it is queued', at: requestedAt };
  for (const moment of [...moments, { name: '', at: endedAt }]) {
    parts.set(names[before.name] ?? before.name, moment.at - before.at);
    before = moment;
  }
  return parts;
}
