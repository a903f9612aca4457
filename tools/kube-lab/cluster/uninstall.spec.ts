import { waitUntil } from '@ai-coding-agent/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { installed, type Cluster } from './cluster.js';
import { holdJobs, PATIENCE_MS, workerPods } from './held-job.js';
import { kubectl, NAMESPACE, RELEASE, run, UNINSTALL } from './kubectl.js';

const CLAIM = 'persistentvolumeclaim/data-agent-ai-coding-agent-rabbitmq-0';
const SECRETS = ['api', 'broker', 'broker-definitions', 'broker-monitoring', 'github', 'llm'];

let cluster: Cluster;

beforeAll(async () => {
  cluster = await installed();
});
afterAll(() => cluster?.close());

const uninstall = (...args: string[]) => run(UNINSTALL, ['--namespace', NAMESPACE, '--release', RELEASE, ...args]);
/** What there is of a release, but for what every namespace has. */
const remains = async () => {
  const kinds = 'deployment,statefulset,pod,service,scaledobject,networkpolicy,configmap,secret,pvc';
  const names = (await kubectl('get', kinds, '-o', 'name')).trim().split('\n');
  return names.filter((name) => name !== '' && !name.endsWith('kube-root-ca.crt')).sort();
};

it('uninstalling lets a job finish, and keeps the past; what is kept can be removed, too', async () => {
  const [job] = await holdJobs(cluster);
  const leaving = uninstall();
  await waitUntil(
    'its worker has heard that it is to go',
    async () => (await workerPods()).find(({ name }) => name === job!.pod)?.isLeaving,
    PATIENCE_MS,
  );
  job!.release();
  await leaving;

  expect(cluster.sandbox.pullRequest(job!.repository, 2).body).toContain('Fixes #1');
  expect(cluster.model.requests.length).toBe(1);
  expect(await remains()).toEqual([CLAIM, ...SECRETS.map((name) => `secret/${RELEASE}-${name}`)]);

  await cluster.close();
  cluster = await installed();
  expect(await cluster.client.untilEnded(job!.jobId, PATIENCE_MS)).toMatchObject({ status: 'succeeded', attempt: 1 });

  await uninstall('--with-data');
  expect(await remains()).toEqual([]);
});
