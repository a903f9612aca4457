import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { installed, type Cluster } from './cluster.js';
import { CHART, helm, kubectl, RELEASE } from './kubectl.js';

/** The one kind whose schema the lab cannot get: that of RabbitMQ's Cluster Operator. */
const UNKNOWN = /^kind: RabbitmqCluster$/m;

let cluster: Cluster;
let folder: string;

beforeAll(async () => {
  cluster = await installed();
  folder = await mkdtemp(join(tmpdir(), 'chart-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true });
  await cluster?.close();
});

it.each([
  ['external', 0],
  ['operator', 1],
  ['simple', 0],
  ['only-refine', 0],
] as const)(
  'the API server, with the schemas and webhooks of KEDA, takes every object of the value set %s',
  async (set, unknown) => {
    const values = ['-f', join(CHART, `ci/${set}.yaml`), '--set', 'monitoring.enabled=true'];
    const chart = await helm('template', RELEASE, CHART, '--kube-version', '1.36.3', '--no-hooks', ...values);
    const objects = chart.split(/^---$/m).filter((each) => /^kind: /m.test(each));
    const known = objects.filter((each) => !UNKNOWN.test(each));
    expect(objects.length - known.length).toBe(unknown);
    const file = join(folder, `${set}.yaml`);
    await writeFile(file, known.join('---\n'));

    const said = await kubectl('apply', '--dry-run=server', '--validate=strict', '-f', file);

    expect(said.trim().split('\n')).toHaveLength(known.length);
  },
);
