import type { ServerResponse } from 'node:http';
import { QUEUES } from '@ai-coding-agent/contracts';
import { jobEventIn, StreamReader, type BrokerConnection, type StreamMessage } from '@ai-coding-agent/messaging';
import { foldJobEvent, hasEnded, type JobState } from './job-state.js';
import { jobResponse } from './job.response.js';

/** Proxies close a connection on which nothing happens. */
const HEARTBEAT_MS = 15_000;

/** Which events of which job, and for whom. */
export interface FeedRequest {
  readonly jobId: string;
  /** Offset of the job's first event. */
  readonly from: number;
  /** Events up to this one were received before. */
  readonly after: number;
  /** Headers are not sent yet. */
  readonly response: ServerResponse;
}

/**
 * Tells clients what happens to a job, as server-sent events. Each reads the stream for itself from the job's first
 * event on, so nothing is kept here, and an event has the same id at every replica and after every restart.
 * @see https://html.spec.whatwg.org/multipage/server-sent-events.html
 */
export class JobEventFeed {
  readonly #connection: BrokerConnection;
  readonly #open = new Set<() => void>();

  constructor(connection: BrokerConnection) {
    this.#connection = connection;
  }

  /** Answers with all events of the job after `after`, past ones first; ends after the last one, or with the client. */
  follow({ jobId, from, after, response }: FeedRequest): void {
    response.writeHead(200, {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
    });
    response.write(': the events of a job\n\n');
    let state: JobState | undefined;
    const reader = new StreamReader(this.#connection, {
      stream: QUEUES.events,
      from,
      onMessage: ({ offset, message }: StreamMessage) => {
        if (message.properties.correlationId !== undefined && message.properties.correlationId !== jobId) return;
        const event = jobEventIn(message)?.data;
        if (event?.jobId !== jobId || (state && hasEnded(state))) return;
        const before = state;
        state = foldJobEvent(state, event);
        if (!state || state === before) return;
        if (offset > after) response.write(`id: ${offset}\ndata: ${JSON.stringify(dataOf(state, event.at))}\n\n`);
        if (hasEnded(state)) end();
      },
    });
    const heartbeat = setInterval(() => response.write(':\n\n'), HEARTBEAT_MS);
    const end = () => {
      if (!this.#open.delete(end)) return;
      clearInterval(heartbeat);
      response.end();
      void reader.close();
    };
    this.#open.add(end);
    response.on('close', end);
  }

  /** Ends all answers: the server is closing, and clients come back to another replica where they were. */
  close(): void {
    for (const end of this.#open) end();
  }
}

function dataOf(state: JobState, at: string): Record<string, unknown> {
  return { ...jobResponse(state), at };
}
