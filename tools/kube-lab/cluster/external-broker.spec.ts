import { SAMPLE } from '@ai-coding-agent/github-sandbox';
import { API_TOKEN, JobClient, MODEL_KEY } from '@ai-coding-agent/local-system';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { installed, type Cluster } from './cluster.js';
import { holdJobs } from './held-job.js';
import { get, HELM_4, INSTALL, kubectl, NAMESPACE, run, UNINSTALL } from './kubectl.js';

// A vhost of the broker that the other release brought along stands for a broker that somebody else runs.

const RELEASE = 'outside';
const BROKER = 'agent-ai-coding-agent-rabbitmq';
const HOST = `${BROKER}.${NAMESPACE}.svc`;
/** Whom the broker lets lay out exchanges and queues, and whom nothing but locks. */
const ACCOUNTS = [
  ['declarer', '.*'],
  ['worker', '^lock\\.'],
] as const;
const NEWER_HELM = { PATH: `${HELM_4}:${process.env['PATH']}` };

let cluster: Cluster;

beforeAll(async () => {
  cluster = await installed();
  await inBroker('add_vhost', RELEASE);
  for (const [name, configure] of ACCOUNTS) {
    await inBroker('add_user', name, 'password');
    await inBroker('set_permissions', '-p', RELEASE, name, configure, '.*', '.*');
  }
});
afterEach(async () => {
  await run(UNINSTALL, ['--namespace', NAMESPACE, '--release', RELEASE, '--with-data'], NEWER_HELM);
  await kubectl('delete', 'secret', 'declarer');
});
afterAll(async () => {
  for (const [name] of ACCOUNTS) await inBroker('delete_user', name);
  await inBroker('delete_vhost', RELEASE);
  await cluster?.close();
});

const inBroker = (...command: string[]) => kubectl('exec', `${BROKER}-0`, '--', 'rabbitmqctl', ...command);
const urlOf = (name: string, password = 'password') => `amqp://${name}:${password}@${HOST}:5672/${RELEASE}`;

/** By the script that users run, with the newer Helm. */
async function install(declarer: string, ...args: string[]): Promise<void> {
  await kubectl('create', 'secret', 'generic', 'declarer', `--from-literal=url=${declarer}`);
  const { data } = await get<{ data: Record<string, string> }>('secret', 'agent-broker-monitoring');
  const text = (key: string) => Buffer.from(data[key] ?? '', 'base64').toString();
  const own = ['--set', `broker.vhost=${RELEASE},topology.existingSecret=declarer,refineWorker.enabled=false`];
  await run(INSTALL, ['--namespace', NAMESPACE, '--release', RELEASE, '--', ...cluster.values, ...own, ...args], {
    ...NEWER_HELM,
    ...{ GITHUB_TOKEN: SAMPLE.agent.token, INGEST_API_TOKENS: `lab:${API_TOKEN}` },
    ...{ LLM_MODEL: 'openai/scripted', LLM_SECRET_KEYS: 'OPENAI_API_KEY', OPENAI_API_KEY: MODEL_KEY },
    RABBITMQ_URL: urlOf('worker'),
    RABBITMQ_MONITORING_HOST: text('host'),
    RABBITMQ_MONITORING_USERNAME: text('username'),
    RABBITMQ_MONITORING_PASSWORD: text('password'),
  });
}

it('a hook lays out the broker by an account of its own, and jobs are done by one that may not', async () => {
  await install(urlOf('declarer'));

  expect(await kubectl('get', 'job', '-o', 'name')).toBe('');
  const service = await get<{ spec: { clusterIP: string } }>('service', `${RELEASE}-ai-coding-agent-ingest-api`);
  const client = new JobClient(`http://${service.spec.clusterIP}`, API_TOKEN);
  const [job] = await holdJobs({ ...cluster, client });
  expect(await job!.finish()).toMatchObject({ status: 'succeeded', attempt: 1 });
  expect(job!.pod).toContain(RELEASE);
});

it('where the hook fails, no app starts', async () => {
  await expect(install(urlOf('declarer', 'wrong'), '--timeout', '15s')).rejects.toThrow(/pre-install/);

  expect(await kubectl('get', 'deployment', '-l', `app.kubernetes.io/instance=${RELEASE}`, '-o', 'name')).toBe('');
});
