import { SAMPLE, searchReplace } from '@ai-coding-agent/github-sandbox';
import { WEBHOOK_SECRET } from '@ai-coding-agent/local-system';
import { waitUntil } from '@ai-coding-agent/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { installed, type Cluster } from './cluster.js';
import { newRepository, PATIENCE_MS, replicas } from './held-job.js';

const WORKER = 'agent-ai-coding-agent-refine-worker';
const BEFORE = 'def hello():\n    return "hello"\n';
const REPLY = searchReplace({ path: 'app.py', search: '    return "hello"\n', replace: '    return "bye"\n' });

let cluster: Cluster;

beforeAll(async () => {
  cluster = await installed();
});
afterAll(() => cluster?.close());

it('a comment on a pull request brings a refine-worker from none, ends in a commit, and the worker goes again', async () => {
  const { sandbox, model, client } = cluster;
  const repository = await newRepository(cluster);
  await sandbox.commitFiles(repository, 'feature', { 'app.py': BEFORE });
  const number = await sandbox.openPullRequest(repository, { title: 'Greet properly', head: 'feature' });
  const url = `${cluster.apiUrl}/webhooks/github`;
  sandbox.addWebhook(repository, { url, secret: WEBHOOK_SECRET, events: ['*'] });
  model.setScript([REPLY]);
  const isAtRest = async () => (await replicas(WORKER)) === 0;
  await waitUntil('there is no refine-worker', isAtRest, PATIENCE_MS);

  sandbox.comment(repository, number, { author: SAMPLE.maintainer.login, body: '/refine say bye' });
  await sandbox.webhooksSettled();
  const { jobId } = JSON.parse(sandbox.deliveries().at(-1)?.answer ?? '{}') as { jobId: string };

  const job = await client.untilEnded(jobId, PATIENCE_MS);
  expect(job).toMatchObject({ status: 'succeeded', attempt: 1, result: { outcome: 'pull_request_updated' } });
  expect(await sandbox.diff(repository, number)).toContain('+    return "bye"');
  await waitUntil('there is no refine-worker', isAtRest, PATIENCE_MS);
});
