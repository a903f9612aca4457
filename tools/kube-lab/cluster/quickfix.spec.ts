import { waitUntil } from '@ai-coding-agent/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { installed, type Cluster } from './cluster.js';
import { holdJobs, PATIENCE_MS, replicas } from './held-job.js';
import { kubectl } from './kubectl.js';

let cluster: Cluster;

beforeAll(async () => {
  cluster = await installed();
});
afterAll(() => cluster?.close());

it('the namespace takes no pod that is not restricted', async () => {
  const root = kubectl('run', 'root', '--image=agent.local/agent:lab', '--dry-run=server');

  await expect(root).rejects.toThrow(/violates PodSecurity "restricted/);
});

it('jobs bring workers from none to as many as there are jobs, end in pull requests, and the workers go again', async () => {
  await waitUntil('there is no worker', async () => (await replicas()) === 0, PATIENCE_MS);

  const jobs = await holdJobs(cluster, 2);

  expect(new Set(jobs.map(({ pod }) => pod)).size).toBe(2);
  for (const { repository, finish } of jobs) {
    const job = await finish();
    expect(job).toMatchObject({ status: 'succeeded', attempt: 1, result: { outcome: 'pull_request_opened' } });
    expect(cluster.sandbox.pullRequest(repository, job.result!.pullRequestNumber!).body).toContain('Fixes #1');
  }
  await waitUntil('there is no worker', async () => (await replicas()) === 0, PATIENCE_MS);
});
