import { JobClient, startApp, type AppProcess } from '@ai-coding-agent/local-system';
import { createTemporaryVhost, type TemporaryVhost } from '@ai-coding-agent/testing';
import type {} from '@ai-coding-agent/testing/broker-setup';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';

const BODY = { mode: 'quickfix', repository: 'acme/shop', issueNumber: 42 };
/** Often enough that a replica that is a little behind would be caught at it. */
const TIMES = 20;
const UNKNOWN = '6f9619ff-8b86-4d01-b42d-00cf4fc964ff';

let vhost: TemporaryVhost;
let apps: AppProcess[];
let clients: JobClient[];
beforeAll(async () => {
  vhost = await createTemporaryVhost(inject('broker'));
  const env = { RABBITMQ_URL: vhost.url, INGEST_API_TOKENS: 'ci:token-of-ci', LLM_MODEL: 'openai/a' };
  apps = await Promise.all([startApp({ app: 'ingest-api', env }), startApp({ app: 'ingest-api', env })]);
  for (const app of apps) await app.untilReady();
  clients = apps.map(({ url }) => new JobClient(url, 'token-of-ci'));
});
afterAll(async () => {
  for (const app of apps) await app.stop();
  await vhost.remove();
});

/** The answer to a request about a job that the first replica accepted a moment ago. */
const statuses = async (replica: number, method: string, path: (jobId: string) => string): Promise<number[]> => {
  const found: number[] = [];
  for (let time = 0; time < TIMES; time += 1) {
    const jobId = await clients[0]!.start(BODY);
    const { status, body } = await clients[replica]!.request(method, path(jobId));
    await body?.cancel();
    found.push(status);
  }
  return [...new Set(found)];
};

it.each([
  ['the replica that accepted it', 0],
  ['another replica', 1],
])('a job is known at once at %s', async (_, replica) => {
  expect(await statuses(replica, 'GET', (jobId) => `/jobs/${jobId}`)).toEqual([200]);
  expect(await statuses(replica, 'GET', (jobId) => `/jobs/${jobId}/events`)).toEqual([200]);
  expect(await statuses(replica, 'POST', (jobId) => `/jobs/${jobId}/retry`)).toEqual([409]);
  expect(await statuses(replica, 'POST', (jobId) => `/jobs/${jobId}/cancel`)).toEqual([202]);
});

it('a job that has ended can be started anew at once at another replica', async () => {
  const found: number[] = [];
  for (let time = 0; time < TIMES; time += 1) {
    const jobId = await clients[0]!.start(BODY);
    expect((await clients[0]!.request('POST', `/jobs/${jobId}/cancel`)).status).toBe(202);
    found.push((await clients[1]!.request('POST', `/jobs/${jobId}/retry`)).status);
  }
  expect([...new Set(found)]).toEqual([202]);
});

it.each([UNKNOWN, UNKNOWN.toUpperCase(), 'no-id'])(
  'a job that nobody asked for is unknown everywhere: %s',
  async (id) => {
    for (const [method, path] of [
      ['GET', ''],
      ['GET', '/events'],
      ['POST', '/cancel'],
      ['POST', '/retry'],
    ] as const) {
      const answer = await clients[1]!.request(method, `/jobs/${id}${path}`);
      expect(await answer.json()).toMatchObject({ status: 404, code: 'job-not-found' });
    }
  },
);
