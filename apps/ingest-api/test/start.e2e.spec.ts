import { JobClient, startApp } from '@ai-coding-agent/local-system';
import { waitUntil } from '@ai-coding-agent/testing';
import { expect, it } from 'vitest';

const BODY = { mode: 'quickfix', repository: 'acme/shop', issueNumber: 42 };

it('names every bad setting and no secret, and exits 1 at once', async () => {
  const app = await startApp({
    app: 'ingest-api',
    env: { RABBITMQ_URL: 'http://user:hunter2@x', INGEST_API_TOKENS: 'short:abc', LOG_LEVEL: 'loud' },
  });

  expect(await app.exited).toEqual([1, null]);
  for (const name of ['RABBITMQ_URL', 'INGEST_API_TOKENS', 'LOG_LEVEL']) expect(app.output).toContain(name);
  expect(app.output).not.toMatch(/hunter2|abc/);
});

it('answers 503 while it has no broker, is not ready but alive, and stops in order', async () => {
  const env = { RABBITMQ_URL: 'amqp://guest:guest@127.0.0.1:1', INGEST_API_AUTH: 'disabled' };
  const app = await startApp({ app: 'ingest-api', env });
  await waitUntil('it listens', () => fetch(`${app.url}/health/live`).catch(() => undefined));

  const ready = await fetch(`${app.url}/health/ready`);
  const live = await fetch(`${app.url}/health/live`);
  const job = await new JobClient(app.url, 'x').request('POST', '/jobs', BODY);
  await (await fetch(`${app.url}/jobs/one-of-many?secret=hunter2`)).text();
  await (await fetch(`${app.url}/nowhere/hunter2`)).text();
  const metrics = await (await fetch(`${app.url}/metrics`)).text();

  expect([ready.status, live.status, job.status]).toEqual([503, 200, 503]);
  expect(await ready.json()).toMatchObject({ missing: ['broker-topology', 'broker-publisher', 'job-view'] });
  expect(metrics).toContain('process_cpu_user_seconds_total');
  for (const [method, route, status] of [
    ['POST', '/jobs', 503],
    ['GET', '/jobs/:id', 404],
    ['GET', 'unknown', 404],
  ])
    expect(metrics).toContain(
      `http_request_duration_seconds_count{app="ingest-api",method="${method}",route="${route}",status_code="${status}"} 1`,
    );
  expect(metrics).not.toMatch(/hunter2|route="\/(health|metrics)/);
  expect(await app.stop()).toBe(0);
});

it('describes its API and shows a page of it', async () => {
  const env = { RABBITMQ_URL: 'amqp://guest:guest@127.0.0.1:1', INGEST_API_AUTH: 'disabled' };
  const app = await startApp({ app: 'ingest-api', env });
  await waitUntil('it listens', () => fetch(`${app.url}/health/live`).catch(() => undefined));

  const document = (await (await fetch(`${app.url}/openapi.json`)).json()) as { openapi: string; paths: object };
  const page = await (await fetch(`${app.url}/docs`)).text();
  const assets = [...page.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, path]) => path!);
  const statuses = await Promise.all(
    assets.map(async (path) => {
      const response = await fetch(app.url + path);
      // An answer that nobody reads to its end is a request that a shutdown waits for.
      await response.arrayBuffer();
      return response.status;
    }),
  );

  expect(document.openapi).toMatch(/^3\./);
  expect(Object.keys(document.paths)).toEqual(expect.arrayContaining(['/jobs', '/jobs/{id}']));
  expect(statuses).toEqual([200, 200, 200]);
  expect((await fetch(`${app.url}/docs/package.json`)).status).toBe(404);
  await app.stop();
});
