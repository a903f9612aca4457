import type { Job } from '@ai-coding-agent/contracts';
import type { ChannelModel } from 'amqplib';
import { readEventStream } from '../events/read-event-stream.js';
import { WaitingJobs } from './waiting-jobs.js';

/** How far back a waiting job may have been queued, in milliseconds. An older one simply runs on its own. */
const LOOK_BACK_MS = 2 * 3_600_000;

/**
 * The jobs that wait on a queue and that `mayJoin` takes along, without `job` itself.
 * @param until id of the event with which this attempt was announced
 */
export async function findCompanions<J extends Job>(
  connection: ChannelModel,
  job: J,
  until: string,
  mayJoin: (job: J, other: J) => boolean,
): Promise<readonly J[]> {
  const waiting = new WaitingJobs();
  await readEventStream(connection, { since: Date.now() - LOOK_BACK_MS, until }, (event) => waiting.take(event));
  return waiting.list
    .filter((other): other is J => other.mode === job.mode && other.jobId !== job.jobId)
    .filter((other) => mayJoin(job, other));
}
