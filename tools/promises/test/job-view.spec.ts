import { API_TOKEN, JobClient, startApp, type AppProcess } from '@ai-coding-agent/local-system';
import { createTemporaryVhost, type TemporaryVhost } from '@ai-coding-agent/testing';
import type {} from '@ai-coding-agent/testing/broker-setup';
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import { createTrialSystem, type TrialSystem } from '../src/trial-system.js';

describe('ingest-api', () => {
  let vhost: TemporaryVhost;
  let system: TrialSystem;
  const apps: AppProcess[] = [];
  beforeEach(async () => {
    vhost = await createTemporaryVhost(inject('broker'));
    system = await createTrialSystem({ rabbitmqUrl: vhost.url, retryDelaysSeconds: [1, 600] });
  });
  afterEach(async () => {
    await Promise.all(apps.splice(0).map((app) => app.kill()));
    await system.close();
    await vhost.remove();
  });
  const startApi = async () => {
    const env = {
      ...{ RABBITMQ_URL: vhost.url, INGEST_API_TOKENS: `local:${API_TOKEN}`, LLM_MODEL: 'none' },
      RETRY_DELAYS_SECONDS: '1,600',
    };
    const app = await startApp({ app: 'ingest-api', env });
    apps.push(app);
    await app.untilReady();
    return { app, client: new JobClient(app.url, API_TOKEN) };
  };
  const all = async (client: JobClient) => (await client.request('GET', '/jobs?limit=100')).json();

  it('11. shows every job as before when it was killed, as another one does, also jobs that wait or are dead', async () => {
    const first = await startApi();
    await system.startWorker();
    const ends = ['well', 'flaky', 'poison', 'hopeless'] as const;
    const jobs = await Promise.all(ends.map((end, n) => system.put({ ms: 0, end }, { issueNumber: n + 1 })));
    const statuses = ['succeeded', 'succeeded', 'failed', 'retrying'];
    for (const [n, { jobId }] of jobs.entries()) await first.client.untilStatus(jobId, [statuses[n] ?? '']);
    const second = await startApi();
    const seen = await all(first.client);
    expect(await all(second.client)).toEqual(seen);

    await first.app.kill();

    const again = await startApi();
    expect(await all(again.client)).toEqual(seen);
  });
});
