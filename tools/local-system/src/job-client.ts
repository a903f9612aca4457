import { waitUntil } from '@ai-coding-agent/testing';
import { EventSourceParserStream } from 'eventsource-parser/stream';

/** A job as the API shows it. */
export interface JobState {
  readonly jobId: string;
  readonly status: string;
  readonly stage: string | null;
  readonly attempt: number;
  readonly startedAt?: string;
  readonly finishedAt?: string;
  readonly result?: {
    readonly outcome: string;
    readonly pullRequestNumber?: number;
    readonly pullRequestUrl?: string;
    readonly branch?: string;
    readonly commitSha?: string;
    readonly changedFiles: readonly string[];
    readonly diff?: string;
  };
  readonly failure?: { readonly code: string; readonly stage: string | null; readonly message: string };
  readonly usage?: { readonly llmCalls: number; readonly promptTokens: number; readonly costUsd: number };
}

/** Something that happened to a job. */
export interface JobProgress {
  readonly status: string;
  readonly stage: string | null;
  /** ISO 8601. */
  readonly at: string;
}

/** Talks to ingest-api as a client does. */
export class JobClient {
  readonly #url: string;
  readonly token: string;

  constructor(url: string, token: string) {
    this.#url = url;
    this.token = token;
  }

  request(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Response> {
    return fetch(this.#url + path, {
      method,
      headers: {
        authorization: `Bearer ${this.token}`,
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
  }

  /** Starts a job and answers its id. */
  async start(body: unknown): Promise<string> {
    const answer = await this.request('POST', '/jobs', body);
    if (answer.status !== 202) throw new Error(`POST /jobs: ${answer.status} ${await answer.text()}`);
    return ((await answer.json()) as { jobId: string }).jobId;
  }

  async read(jobId: string): Promise<JobState | undefined> {
    const answer = await this.request('GET', `/jobs/${jobId}`);
    return answer.ok ? ((await answer.json()) as JobState) : undefined;
  }

  /**
   * What happens to a job, from its start to its end, as its server-sent events tell.
   * @throws Error when there are none
   */
  async *follow(jobId: string): AsyncGenerator<JobProgress> {
    const answer = await this.request('GET', `/jobs/${jobId}/events`);
    if (!answer.ok || !answer.body) throw new Error(`the events of a job: ${answer.status} ${await answer.text()}`);
    const events = answer.body.pipeThrough(new TextDecoderStream()).pipeThrough(new EventSourceParserStream());
    for await (const { data } of events) yield JSON.parse(data) as JobProgress;
  }

  /** The job once it is in one of these states. */
  untilStatus(jobId: string, statuses: readonly string[], patienceMs = 60_000): Promise<JobState> {
    return waitUntil(
      `job ${jobId} is ${statuses.join(' or ')}`,
      async () => {
        const job = await this.read(jobId);
        return job && statuses.includes(job.status) ? job : undefined;
      },
      patienceMs,
    );
  }

  untilEnded(jobId: string, patienceMs?: number): Promise<JobState> {
    return this.untilStatus(jobId, ['succeeded', 'failed', 'cancelled'], patienceMs);
  }
}
