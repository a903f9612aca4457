import { waitUntil } from '@ai-coding-agent/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { installed, type Cluster } from './cluster.js';
import { holdJobs, PATIENCE_MS, WORKER, workerPods } from './held-job.js';
import { CHART, get, helm, kubectl, RELEASE } from './kubectl.js';

const REUSE = ['--reset-then-reuse-values', '--skip-schema-validation'];

interface Autoscaler {
  readonly spec: { readonly behavior: { readonly scaleDown: { readonly selectPolicy?: string } } };
}

let cluster: Cluster;

beforeAll(async () => {
  cluster = await installed();
});
afterAll(async () => {
  await windowOf(300);
  await cluster?.close();
});

/** How long the autoscaler waits before it takes a worker away; the chart's schema wants 300 s. */
const windowOf = (seconds: number) => {
  const values = ['--set', `quickfixWorker.autoscaling.scaleDownStabilizationSeconds=${seconds}`];
  return helm('upgrade', RELEASE, CHART, ...REUSE, ...values);
};

it('a worker that the autoscaler chooses in the middle of a job finishes it', async () => {
  await windowOf(0);
  const [idle, busy] = await holdJobs(cluster, 2);
  // The autoscaler takes what is cheapest, and knows nothing of jobs.
  await kubectl('annotate', 'pod', busy!.pod, 'controller.kubernetes.io/pod-deletion-cost=-100');
  expect(await idle!.finish()).toMatchObject({ status: 'succeeded' });
  await waitUntil(
    'the busy one has heard that it is to go',
    async () => (await workerPods()).find(({ name }) => name === busy!.pod)?.isLeaving,
    PATIENCE_MS,
  );

  expect(await busy!.finish()).toMatchObject({ status: 'succeeded', attempt: 1 });
  expect(cluster.model.requests.length).toBe(2);
  expect(cluster.sandbox.pullRequest(busy!.repository, 2).body).toContain('Fixes #1');
});

it('before maintenance scale-in is paused by an annotation', async () => {
  const annotation = 'quickfixWorker.autoscaling.annotations.autoscaling\\.keda\\.sh/paused-scale-in';
  const upgrade = (value: boolean) =>
    helm('upgrade', RELEASE, CHART, ...REUSE, '--set-string', `${annotation}=${value}`);
  const scaleDown = async () => (await get<Autoscaler>('hpa', `keda-hpa-${WORKER}`)).spec.behavior.scaleDown;
  expect(await scaleDown()).not.toHaveProperty('selectPolicy', 'Disabled');

  await upgrade(true);
  await waitUntil('it takes no worker away', async () => (await scaleDown()).selectPolicy === 'Disabled', PATIENCE_MS);

  await upgrade(false);
  await waitUntil('it may again', async () => (await scaleDown()).selectPolicy !== 'Disabled', PATIENCE_MS);
});
