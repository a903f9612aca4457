import { setTimeout as sleep } from 'node:timers/promises';
import { EventSourceParserStream } from 'eventsource-parser/stream';
import { CommandFailure, EXIT_CODES } from '../exit-code.js';
import { failureOf, type ApiClient } from './api-client.js';
import { hasEnded, type Job, type Progress } from './job.js';

const POLL_MS = 1_000;
/** Failures in a row until it is given up: about a minute, enough for a restart of the API. */
const PATIENCE = 30;
const RECONNECT_MS = 2_000;

/**
 * Where a job is, each time that changes, until it has ended. Reads the job's events, goes on after a break where it
 * was, and asks again and again where an API has no events.
 * @throws CommandFailure for an unknown job, or when the API stays away
 */
export async function* followJob(api: ApiClient, jobId: string): AsyncGenerator<Progress> {
  const path = `/jobs/${encodeURIComponent(jobId)}`;
  let lastEventId: string | undefined;
  let failures = 0;
  for (;;) {
    try {
      const headers = { accept: 'text/event-stream', ...(lastEventId && { 'last-event-id': lastEventId }) };
      const answer = await api.open(`${path}/events`, { headers });
      if (answer.status === 404) {
        await answer.body?.cancel();
        yield* poll(api, path);
        return;
      }
      if (!answer.ok || !answer.body) throw await failureOf(answer);
      for await (const { id, data } of events(answer.body)) {
        failures = 0;
        if (id) lastEventId = id;
        const progress = parse(data);
        if (!progress) continue;
        yield progress;
        if (hasEnded(progress)) return;
      }
      // The stream ended without an end of the job: the server restarts, or a proxy cut it off.
      const job = await api.call<Job>('GET', path);
      if (hasEnded(job)) {
        yield job;
        return;
      }
      failures += 1;
    } catch (error) {
      if (error instanceof CommandFailure && error.exitCode !== EXIT_CODES.unavailable) throw error;
      failures += 1;
      if (failures > PATIENCE) throw error;
    }
    if (failures > PATIENCE)
      throw new CommandFailure('the events of the job keep breaking off', EXIT_CODES.unavailable);
    await sleep(RECONNECT_MS);
  }
}

function events(body: ReadableStream<Uint8Array>) {
  const text = body.pipeThrough(new TextDecoderStream());
  return text.pipeThrough(new EventSourceParserStream());
}

function parse(data: string): Progress | undefined {
  try {
    const progress = JSON.parse(data) as Progress;
    return typeof progress.status === 'string' ? progress : undefined;
  } catch {
    return undefined;
  }
}

async function* poll(api: ApiClient, path: string): AsyncGenerator<Progress> {
  let before = '';
  let failures = 0;
  for (;;) {
    try {
      const job = await api.call<Job>('GET', path);
      failures = 0;
      const now = JSON.stringify([job.status, job.stage, job.attempt]);
      if (now !== before) yield job;
      if (hasEnded(job)) return;
      before = now;
    } catch (error) {
      const isPassing = error instanceof CommandFailure && error.exitCode === EXIT_CODES.unavailable;
      if (!isPassing || (failures += 1) > PATIENCE) throw error;
    }
    await sleep(POLL_MS);
  }
}
