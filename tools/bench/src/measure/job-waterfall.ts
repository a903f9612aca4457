import type { JobClient } from '@ai-coding-agent/local-system';

/** Something that happened to a job, at a time in milliseconds since 1970. */
interface Moment {
  readonly name: string;
  readonly at: number;
}

/** Follows a job to its end, and answers what happened when. */
export async function momentsOf(client: JobClient, jobId: string): Promise<Moment[]> {
  const moments: Moment[] = [];
  for await (const { status, stage, at } of client.follow(jobId))
    moments.push({ name: status === 'running' ? (stage ?? status) : status, at: Date.parse(at) });
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
