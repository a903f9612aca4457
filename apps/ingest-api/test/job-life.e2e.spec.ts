import { setTimeout as sleep } from 'node:timers/promises';
import type { Job, JobHappening, QuickfixJob } from '@ai-coding-agent/contracts';
import { JobClient, startApp, type AppProcess } from '@ai-coding-agent/local-system';
import {
  BrokerConnection,
  ConfirmingPublisher,
  ControlReader,
  JobEvents,
  JobPublisher,
  queuedJob,
} from '@ai-coding-agent/messaging';
import { createTemporaryVhost, quickfixJob, waitUntil, type TemporaryVhost } from '@ai-coding-agent/testing';
import type {} from '@ai-coding-agent/testing/broker-setup';
import amqp, { type Channel, type ChannelModel } from 'amqplib';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';

const USAGE = { llmCalls: 1, promptTokens: 10, completionTokens: 1, costUsd: 0.01 };
const RESULT = { outcome: 'no_changes', changedFiles: [] } as const;
const FAILURE = { code: 'model-auth', stage: 'apply-edits', message: 'no', retryable: false };

interface Received {
  readonly id: string;
  readonly data: { readonly jobId: string; readonly status: string; readonly stage: string | null };
}

describe('the life of a job at the API', () => {
  let vhost: TemporaryVhost;
  let connection: BrokerConnection;
  let publisher: ConfirmingPublisher;
  let chronicle: JobEvents;
  let control: ControlReader;
  let raw: ChannelModel;
  let channel: Channel;
  const apps: AppProcess[] = [];
  const clients: JobClient[] = [];
  const settings = () => ({ RABBITMQ_URL: vhost.url, INGEST_API_TOKENS: 'ci:token-of-ci', LLM_MODEL: 'openai/a' });

  async function startReplica(): Promise<JobClient> {
    const app = await startApp({ app: 'ingest-api', env: settings() });
    apps.push(app);
    await app.untilReady();
    const client = new JobClient(app.url, 'token-of-ci');
    clients.push(client);
    return client;
  }
  beforeAll(async () => {
    vhost = await createTemporaryVhost(inject('broker'));
    await startReplica();
    connection = new BrokerConnection({ url: vhost.url, name: 'test' });
    await connection.open();
    publisher = new ConfirmingPublisher(connection);
    chronicle = new JobEvents(publisher, '/test');
    control = new ControlReader(connection, publisher);
    raw = await amqp.connect(vhost.url);
    channel = await raw.createChannel();
  });
  afterAll(async () => {
    await control.close();
    await publisher.close();
    await connection.close();
    await raw.close();
    await Promise.all(apps.map((app) => app.stop()));
    await vhost.remove();
  });

  const api = () => clients[0]!;
  const tell = (job: Job, ...happenings: JobHappening[]) =>
    happenings.reduce<Promise<unknown>>(
      (before, happening) => before.then(() => chronicle.publish(job.jobId, happening)),
      Promise.resolve(),
    );
  async function queue(wishes: Partial<QuickfixJob> = {}): Promise<QuickfixJob> {
    const job = quickfixJob(wishes);
    await new JobPublisher(publisher, chronicle, 'test').publish(job, queuedJob(job));
    await api().untilStatus(job.jobId, ['queued']);
    return job;
  }
  const started = (job: Job): JobHappening => ({ kind: 'started', attempt: 1, job: queuedJob(job) });
  const ask = async (method: string, path: string, headers: Record<string, string> = {}) => {
    const answer = await api().request(method, path, undefined, headers);
    return { status: answer.status, headers: answer.headers, body: (await answer.json()) as Record<string, unknown> };
  };
  /** Server-sent events until the answer ends, or until there are so many. */
  async function follow(jobId: string, { last = '', most = Infinity, client = api() } = {}): Promise<Received[]> {
    const headers = last ? { 'last-event-id': last } : {};
    const answer = await client.request('GET', `/jobs/${jobId}/events`, undefined, headers);
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'text/event-stream; charset=utf-8']);
    let text = '';
    const received: Received[] = [];
    for await (const chunk of answer.body!.pipeThrough(new TextDecoderStream())) {
      text += chunk;
      const blocks = text.split('\n\n');
      text = blocks.pop() ?? '';
      for (const block of blocks) {
        const [, id, data] = /^id: (\d+)\ndata: (.*)$/.exec(block) ?? [];
        if (id && data) received.push({ id, data: JSON.parse(data) as Received['data'] });
      }
      if (received.length >= most) break;
    }
    return received;
  }

  it('is told as it happens, from the beginning, and ends with the job', async () => {
    const job = await queue();
    const following = follow(job.jobId);
    await tell(job, started(job), { kind: 'stage', attempt: 1, stage: 'apply-edits' });
    await sleep(100);
    await tell(job, { kind: 'succeeded', attempt: 1, result: RESULT, usage: USAGE });

    const events = await following;

    expect(events.map(({ data }) => [data.status, data.stage])).toEqual([
      ['queued', null],
      ['running', null],
      ['running', 'apply-edits'],
      ['succeeded', 'apply-edits'],
    ]);
    expect(events.at(-1)?.data).toMatchObject({ jobId: job.jobId, attempt: 1, result: RESULT, usage: USAGE });
    expect(events[0]?.data).toHaveProperty('at');
  });

  it('goes on after the last event that a client has seen, at any replica and after a restart', async () => {
    const job = await queue();
    await tell(job, started(job), { kind: 'failed', attempt: 1, failure: FAILURE, usage: USAGE });
    const all = await follow(job.jobId);

    const rest = await follow(job.jobId, { last: all[0]!.id });
    const elsewhere = await follow(job.jobId, { client: await startReplica() });

    expect(rest).toEqual(all.slice(1));
    expect(elsewhere).toEqual(all);
    expect(await follow(job.jobId, { last: all.at(-1)!.id })).toEqual([]);
  });

  it('is the same for every replica', async () => {
    const job = await queue();
    await tell(job, started(job), { kind: 'succeeded', attempt: 1, result: RESULT, usage: USAGE });

    const answers = await Promise.all(clients.map((client) => client.untilEnded(job.jobId)));

    expect(answers.every((answer) => JSON.stringify(answer) === JSON.stringify(answers[0]))).toBe(true);
  });

  it('is refused for what is no job and no event', async () => {
    const unknown = '00000000-0000-4000-8000-000000000000';
    const job = await queue();

    const answers = await Promise.all([
      ask('GET', `/jobs/${unknown}/events`),
      ask('GET', `/jobs/${job.jobId}/events`, { 'last-event-id': 'x' }),
      ask('POST', `/jobs/${unknown}/cancel`),
      ask('POST', `/jobs/${unknown}/retry`),
      ask('POST', `/jobs/${job.jobId}/retry`),
      ask('GET', '/jobs?status=lost&limit=0&mode=x&cursor=%25&colour=red'),
    ]);

    expect(answers.map(({ status }) => status)).toEqual([404, 400, 404, 404, 409, 400]);
    const fields = (answers[5].body['errors'] as { field: string }[]).map(({ field }) => field);
    expect(fields.sort()).toEqual(['colour', 'cursor', 'limit', 'mode', 'status']);
  });

  it('is listed, newest first, page by page, also while new ones come', async () => {
    const repository = 'acme/listed';
    const jobs: QuickfixJob[] = [];
    for (let number = 1; number <= 5; number += 1) {
      const requestedAt = new Date(Date.now() + number).toISOString();
      jobs.push(await queue({ repository, issueNumber: number, requestedAt }));
    }
    const seen: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const page = await ask('GET', `/jobs?repository=${repository}&limit=2${cursor && `&cursor=${cursor}`}`);
      seen.push(...(page.body['jobs'] as { jobId: string }[]).map(({ jobId }) => jobId));
      cursor = (page.body['nextCursor'] as string | null | undefined) ?? null;
      await queue({ repository, requestedAt: new Date(Date.now() + 60_000).toISOString() });
    }

    expect(seen).toEqual(jobs.map(({ jobId }) => jobId).toReversed());
    const filtered = await ask('GET', `/jobs?repository=${repository}&status=succeeded`);
    expect(filtered.body['jobs']).toEqual([]);
  });

  it('is over for a job that waits once it is cancelled, and the order is there for every worker', async () => {
    const job = await queue();

    const answer = await ask('POST', `/jobs/${job.jobId}/cancel`);

    expect(answer.status).toBe(202);
    expect(await api().untilStatus(job.jobId, ['cancelled'])).toMatchObject({ status: 'cancelled' });
    await waitUntil('the order is there', () => control.orderFor(job.jobId)?.by === 'ci');
    expect((await ask('POST', `/jobs/${job.jobId}/cancel`)).status).toBe(409);
  });

  it('is left to its worker when it runs', async () => {
    const job = await queue();
    await tell(job, started(job));
    await api().untilStatus(job.jobId, ['running']);

    expect((await ask('POST', `/jobs/${job.jobId}/cancel`)).status).toBe(202);
    await waitUntil('the order is there', () => control.orderFor(job.jobId));
    expect((await api().read(job.jobId))?.status).toBe('running');

    await tell(job, { kind: 'cancelled', attempt: 1, by: 'ci', usage: USAGE });
    expect(await api().untilEnded(job.jobId)).toMatchObject({ status: 'cancelled', usage: USAGE });
  });

  it('is started anew with the same wishes, once for the same key', async () => {
    const job = await queue({ instructions: 'carefully', draft: true, requestedBy: 'octocat' });
    await tell(job, started(job), { kind: 'failed', attempt: 1, failure: FAILURE, usage: USAGE });
    await api().untilEnded(job.jobId);
    await channel.purgeQueue('quickfix.jobs');

    const retry = () => ask('POST', `/jobs/${job.jobId}/retry`, { 'idempotency-key': 'again' });
    const [first, second] = [await retry(), await retry()];

    expect([first.status, second.status]).toEqual([202, 202]);
    expect(first.body).toMatchObject({ retryOf: job.jobId, status: 'queued' });
    expect(first.headers.get('location')).toBe(`/jobs/${String(first.body['jobId'])}`);
    expect(second.body['jobId']).toBe(first.body['jobId']);
    const message = await channel.get('quickfix.jobs', { noAck: true });
    expect(message && JSON.parse(String(message.content))).toMatchObject({
      jobId: first.body['jobId'],
      retryOf: job.jobId,
      instructions: 'carefully',
      draft: true,
      requestedBy: 'octocat',
      issueNumber: job.issueNumber,
    });
    expect(await channel.get('quickfix.jobs', { noAck: true })).toBe(false);
    expect(await api().read(String(first.body['jobId']))).toMatchObject({ retryOf: job.jobId });
  });

  it('lets no open event stream hold up a shutdown', async () => {
    const job = await queue();
    const client = await startReplica();
    const following = follow(job.jobId, { client });
    await sleep(300);

    expect(await apps.at(-1)!.stop()).toBe(0);
    clients.pop();
    apps.pop();
    expect((await following).map(({ data }) => data.status)).toEqual(['queued']);
  });
});
