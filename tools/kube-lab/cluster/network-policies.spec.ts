import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { CHART, NAMESPACE, RELEASE, run } from './kubectl.js';

// The bridge of the lab enforces no policy, so Cyclonus says what the rendered ones mean. It needs no cluster.

interface Peer {
  readonly IP: string;
  readonly Internal: { PodLabels: object; NamespaceLabels: object; Namespace: string } | null;
}

const pod = (namespace: string, labels: Record<string, string>): Peer => ({
  IP: '10.244.0.9',
  Internal: {
    PodLabels: labels,
    NamespaceLabels: { 'kubernetes.io/metadata.name': namespace },
    Namespace: namespace,
  },
});
const ours = (name: string) =>
  pod(NAMESPACE, {
    'app.kubernetes.io/instance': RELEASE,
    'app.kubernetes.io/part-of': 'ai-coding-agent',
    'app.kubernetes.io/name': name,
  });
const outside = (IP: string): Peer => ({ IP, Internal: null });

const [worker, refine, ingest, broker] = ['quickfix-worker', 'refine-worker', 'ingest-api', 'rabbitmq'].map(ours) as [
  Peer,
  Peer,
  Peer,
  Peer,
];
const stranger = pod(NAMESPACE, { app: 'stranger' });
const elsewhere = pod('default', { app: 'stranger' });
const keda = pod('keda', { app: 'keda-operator' });
const prometheus = pod('monitoring', { app: 'prometheus' });
const model = pod('models', { app: 'ollama' });
const dns = pod('kube-system', { 'k8s-app': 'kube-dns' });
const gitHub = outside('140.82.121.4');

type Way = readonly [what: string, from: Peer, to: Peer, port: number, name?: string, protocol?: string];

const OPEN: readonly Way[] = [
  ['a worker asks for names', worker, dns, 53, 'dns', 'UDP'],
  ['a worker takes jobs', worker, broker, 5672, 'amqp'],
  ['a refine-worker takes jobs', refine, broker, 5672, 'amqp'],
  ['a worker talks to GitHub', worker, gitHub, 443],
  ['a worker talks to its model', worker, model, 11434],
  ['ingest-api publishes jobs', ingest, broker, 5672, 'amqp'],
  ['GitHub delivers webhooks', gitHub, ingest, 3000, 'http'],
  ['Prometheus asks a worker', prometheus, worker, 3001, 'http'],
  ['KEDA asks for the lengths of queues', keda, broker, 15672, 'management'],
  ['helm test asks ingest-api', ours('helm-test'), ingest, 3000, 'http'],
  ['the topology is laid out', ours('topology'), broker, 5672, 'amqp'],
];

const CLOSED: readonly Way[] = [
  ["a worker and the broker's management", worker, broker, 15672, 'management'],
  ['a worker and ingest-api', worker, ingest, 3000, 'http'],
  ['a worker and another one', worker, refine, 3002, 'http'],
  ['a worker and HTTP without TLS', worker, gitHub, 80],
  ['a worker and the metadata of the cloud', worker, outside('169.254.169.254'), 443],
  ['a worker and a private network', worker, outside('10.0.0.5'), 443],
  ['a worker and another private network', worker, outside('192.168.1.5'), 443],
  ['a worker and a stranger', worker, elsewhere, 443],
  ['a worker and another port of the model', worker, model, 22],
  ['the internet and a worker', gitHub, worker, 3001, 'http'],
  ['ingest-api and a worker', ingest, worker, 3001, 'http'],
  ['a stranger of the namespace and a worker', stranger, worker, 3001, 'http'],
  ['a stranger of the namespace and the broker', stranger, broker, 5672, 'amqp'],
  ['a stranger of another one and the broker', elsewhere, broker, 5672, 'amqp'],
  ['KEDA and the jobs', keda, broker, 5672, 'amqp'],
  ['the broker and the internet', broker, gitHub, 443],
  ['helm test and the internet', ours('helm-test'), gitHub, 443],
];

it('network policies open the ways that are needed, and no other', async () => {
  const allowed = await areAllowed([...OPEN, ...CLOSED]);

  const named = (ways: readonly Way[], offset: number) => ways.map(([what], index) => [what, allowed[offset + index]]);
  expect(named(OPEN, 0)).toEqual(OPEN.map(([what]) => [what, true]));
  expect(named(CLOSED, OPEN.length)).toEqual(CLOSED.map(([what]) => [what, false]));
});

async function areAllowed(ways: readonly Way[]): Promise<boolean[]> {
  const folder = await mkdtemp(join(tmpdir(), 'policies-'));
  try {
    const values = ['-f', join(CHART, 'ci/simple.yaml'), '--set', 'monitoring.enabled=true'];
    const chart = await run('helm', ['template', RELEASE, CHART, '--kube-version', '1.36.3', ...values]);
    const policies = chart.split(/^---$/m).filter((each) => /^kind: NetworkPolicy$/m.test(each));
    expect(policies).toHaveLength(6);
    const traffic = ways.map(([, Source, Destination, ResolvedPort, ResolvedPortName = '', Protocol = 'TCP']) => ({
      ...{ Source, Destination, ResolvedPort, ResolvedPortName, Protocol },
    }));
    const path = join(folder, 'traffic.json');
    await writeFile(path, JSON.stringify(traffic));
    const place = join(folder, 'policies');
    await mkdir(place);
    await Promise.all(
      policies.map((policy, index) =>
        // Cyclonus reads one object a file, and asks each where it belongs.
        writeFile(
          join(place, `${index}.yaml`),
          policy.replace('metadata:\n', `metadata:\n  namespace: ${NAMESPACE}\n`),
        ),
      ),
    );
    const paths = ['--policy-path', place, '--traffic-path', path];
    const said = await run('cyclonus', ['analyze', '--mode', 'query-traffic', ...paths]);
    return [...said.matchAll(/IS ALLOWED\? \| +(TRUE|FALSE)/g)].map(([, answer]) => answer === 'TRUE');
  } finally {
    await rm(folder, { recursive: true });
  }
}
