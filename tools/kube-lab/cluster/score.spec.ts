import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { CHART, helm, RELEASE, run } from './kubectl.js';

// It needs no cluster. What kube-score calls critical and we mean, with the reason:

/** Tags are never moved and digests can be pinned; a node goes on while the registry is away. */
const PULLS = /ImagePullPolicy is not set to Always/;
/** The broker for trying out: one node with an address, and the users and the one port of the official image. */
const SIMPLE_BROKER =
  /-rabbitmq apps\/v1\/StatefulSet: .*(serviceName|same readiness and liveness probe|low (group|user) ID)/;
/** The pods are made by the Cluster Operator. */
const OPERATOR = /-rabbitmq networking.k8s.io\/v1\/NetworkPolicy: The NetworkPolicys selector doesn't match any pods/;

it.each([
  ['external', [PULLS]],
  ['operator', [PULLS, OPERATOR]],
  ['simple', [PULLS, SIMPLE_BROKER]],
  ['only-refine', [PULLS]],
])('kube-score finds nothing critical in the value set %s but what is meant', async (set, meant) => {
  const folder = await mkdtemp(join(tmpdir(), 'score-'));
  try {
    const values = ['-f', join(CHART, `ci/${set}.yaml`), '--set', 'monitoring.enabled=true'];
    const file = join(folder, 'chart.yaml');
    await writeFile(file, await helm('template', RELEASE, CHART, '--kube-version', '1.36.3', ...values));

    // It ends with 1 as soon as anything is critical.
    const said = await run('sh', ['-c', 'kube-score score --output-format ci "$1" || [ $? = 1 ]', 'sh', file]);

    const critical = said.split('\n').filter((line) => line.startsWith('[CRITICAL]'));
    expect(critical.filter((line) => !meant.some((reason) => reason.test(line)))).toEqual([]);
    for (const reason of meant) expect(critical).toContainEqual(expect.stringMatching(reason));
  } finally {
    await rm(folder, { recursive: true });
  }
});
