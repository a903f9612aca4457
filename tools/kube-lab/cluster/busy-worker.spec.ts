import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { waitUntil } from '@ai-coding-agent/testing';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { installed, type Cluster } from './cluster.js';
import { holdJobs, PATIENCE_MS, replicas, WORKER, workerPods, type HeldJob } from './held-job.js';
import { CHART, get, HELM_4, kubectl, NAMESPACE, RELEASE, run } from './kubectl.js';

// What an operator does, and what befalls a cluster, while a worker is in the middle of a job.

const BROKER = 'agent-ai-coding-agent-rabbitmq';
const OUTAGE_MS = 60_000;
const HELMS = [
  ['Helm 3', 'helm', '--atomic'],
  ['Helm 4', join(HELM_4, 'helm'), '--rollback-on-failure'],
] as const;

interface Deployment {
  readonly spec: {
    readonly template: { readonly spec: { readonly containers: readonly { readonly image: string }[] } };
  };
}

let cluster: Cluster;
let job: HeldJob;

beforeAll(async () => {
  cluster = await installed();
});
afterAll(() => cluster?.close());
beforeEach(async () => {
  [job] = (await holdJobs(cluster)) as [HeldJob];
});
afterEach(() => job?.finish());

const isLeaving = async (name: string) => (await workerPods()).find((pod) => pod.name === name)?.isLeaving;
const upgrade = (helm: string, ...args: string[]) => {
  const values = ['--reset-then-reuse-values', '--skip-schema-validation', ...args];
  return run(helm, ['upgrade', RELEASE, CHART, '-n', NAMESPACE, ...values]);
};

/** The job ends by its only attempt, and the model was asked once: nobody else has begun it anew. */
async function expectOneRun({ finish, repository }: HeldJob): Promise<void> {
  expect(await finish()).toMatchObject({ status: 'succeeded', attempt: 1, result: { outcome: 'pull_request_opened' } });
  expect(cluster.model.requests.length).toBe(1);
  expect(cluster.sandbox.pullRequest(repository, 2).body).toContain('Fixes #1');
}

it('a roll-out lets it finish beside its successor', async () => {
  await kubectl('rollout', 'restart', `deployment/${WORKER}`);
  await waitUntil('it has heard that it is to go', () => isLeaving(job.pod), PATIENCE_MS);

  await expectOneRun(job);

  await waitUntil('it is gone', async () => (await isLeaving(job.pod)) === undefined, PATIENCE_MS);
});

it.each(HELMS)('an upgrade and its rollback let it finish (%s)', async (_version, helm) => {
  await upgrade(helm, '--set', 'logLevel=debug', '--wait');
  await waitUntil('it has heard that it is to go', () => isLeaving(job.pod), PATIENCE_MS);
  await run(helm, ['rollback', RELEASE, '-n', NAMESPACE, '--wait', '--timeout', '10m']);

  await expectOneRun(job);
});

it.each(HELMS)(
  'a failed upgrade rolls back by itself, and it goes on undisturbed (%s)',
  async (_version, helm, back) => {
    const images = async () =>
      (await get<Deployment>('deployment', WORKER)).spec.template.spec.containers.map(({ image }) => image);
    const before = await images();

    const failing = upgrade(helm, '--set', 'image.tag=missing', back, '--timeout', '20s');
    await expect(failing).rejects.toThrow(/rolled back/);

    expect(await images()).toEqual(before);
    expect(await isLeaving(job.pod)).toBe(false);
    await expectOneRun(job);
  },
);

it('an outage of the broker takes no worker away, and the job ends in one pull request', async () => {
  const seen = new Set<number>();
  await kubectl('scale', `statefulset/${BROKER}`, '--replicas=0');
  await watch(seen, OUTAGE_MS);
  await kubectl('scale', `statefulset/${BROKER}`, '--replicas=1');
  await kubectl('rollout', 'status', `statefulset/${BROKER}`);
  // The broker's statistics read 0 for a while: that is when workers would be taken away.
  await watch(seen, OUTAGE_MS);

  expect(seen).not.toContain(0);
  expect(await isLeaving(job.pod)).toBe(false);
  expect(await job.finish()).toMatchObject({ status: 'succeeded' });
  expect(cluster.sandbox.pullRequest(job.repository, 2).body).toContain('Fixes #1');
});

/** How many workers there are to be, for a time. */
async function watch(seen: Set<number>, ms: number): Promise<void> {
  for (const end = Date.now() + ms; Date.now() < end; await sleep(1_000)) seen.add(await replicas());
}
