import { waitUntil } from '@ai-coding-agent/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { installed, type Cluster } from './cluster.js';
import { holdJobs, newRepository, PATIENCE_MS, replicas, REPLY } from './held-job.js';
import { kubectl, run } from './kubectl.js';

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
  // What the agent keeps of a repository that it has seen is nobody else's.
  const kept = ['find', '/var/cache/agent', '-mindepth', '1', '-size', '+0', '-printf', '%y %m %U %P\\n'];
  const files = await kubectl('exec', jobs[0]!.pod, '-c', 'agent', '--', ...kept);
  expect(files).toMatch(/^d 2?700 10002 tags$/m);
  expect(files).toMatch(/^f \d+ 10002 tags\/.+$/m);

  await waitUntil('there is no worker', async () => (await replicas()) === 0, PATIENCE_MS);
});

it('the commands that the installer prints start the first job', async () => {
  const { said, model, client } = cluster;
  const repository = await newRepository(cluster);
  model.setScript([REPLY]);
  const printed = said.slice(said.lastIndexOf('\n  kubectl')).replace('OWNER/NAME', repository);
  // Who types is slower than the way to the cluster.
  const script = printed.replace('&\n', '& until curl -s localhost:3000 >/dev/null; do sleep 0.2; done\n');

  const answer = await run('bash', ['-ec', `trap 'kill $!' EXIT\n${script}`]);

  const [, jobId = ''] = /"jobId":"([^"]+)"/.exec(answer) ?? [];
  expect(await client.untilEnded(jobId, PATIENCE_MS)).toMatchObject({ status: 'succeeded', attempt: 1 });
});
