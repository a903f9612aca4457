import { chownSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { SAMPLE, seedSampleRepository, startGitHubSandbox, type GitHubSandbox } from '@ai-coding-agent/github-sandbox';
import { API_TOKEN, JobClient, MODEL_KEY, WEBHOOK_SECRET } from '@ai-coding-agent/local-system';
import { startScriptedModel, type ScriptedModel } from '@ai-coding-agent/testing';
import { NODE_ADDRESS, openDoor } from './door.js';
import { get, INSTALL, NAMESPACE, RELEASE, run } from './kubectl.js';

const VOLUME = join(process.env['STATE'] ?? '', 'volumes/broker');

/** The release in the cluster, and the stand-ins of GitHub and of the model that it works with. */
export interface Cluster {
  readonly sandbox: GitHubSandbox;
  readonly model: ScriptedModel;
  readonly client: JobClient;
  /** Address of ingest-api. */
  readonly apiUrl: string;
  /** Arguments of helm for this release, but for secrets. */
  readonly values: readonly string[];
  /** What the installer printed. */
  readonly said: string;
  close(): Promise<void>;
}

/** Installs the chart by the script that users run, unless it is there already. */
export async function installed(): Promise<Cluster> {
  const sandbox = await startGitHubSandbox();
  const model = await startScriptedModel();
  await seedSampleRepository(sandbox);
  const gitHub = await openDoor(Number(new URL(sandbox.serverUrl).port));
  const provider = await openDoor(Number(new URL(model.url).port));
  const server = `http://${NODE_ADDRESS}:${gitHub.port}`;
  const values = [
    ...['image.repository=agent.local', 'image.tag=lab', 'broker.simple.image=agent.local/rabbitmq:lab'],
    ...[`github.serverUrl=${server}`, `github.apiUrl=${server}${new URL(sandbox.apiUrl).pathname}`],
    `github.agentLogin=${SAMPLE.agent.login}`,
    `llm.env.OPENAI_API_BASE=http://${NODE_ADDRESS}:${provider.port}/v1`,
    ...['quickfixWorker', 'refineWorker'].flatMap((worker) => [
      ...[`${worker}.autoscaling.pollingIntervalSeconds=5`, `${worker}.autoscaling.cooldownSeconds=20`],
    ]),
  ].flatMap((value) => ['--set', value]);
  // The schema wants a worker to stay for 300 s; nobody waits for that here.
  values.push('--skip-schema-validation');

  await makeVolume();
  const said = await run(INSTALL, ['--namespace', NAMESPACE, '--release', RELEASE, '--', ...values], {
    GITHUB_TOKEN: SAMPLE.agent.token,
    GITHUB_WEBHOOK_SECRET: WEBHOOK_SECRET,
    INGEST_API_TOKENS: `lab:${API_TOKEN}`,
    LLM_MODEL: 'openai/scripted',
    LLM_SECRET_KEYS: 'OPENAI_API_KEY',
    OPENAI_API_KEY: MODEL_KEY,
  });
  const service = await get<{ spec: { clusterIP: string } }>('service', `${RELEASE}-ai-coding-agent-ingest-api`);
  const apiUrl = `http://${service.spec.clusterIP}`;
  return {
    ...{ sandbox, model, values, said, apiUrl },
    client: new JobClient(apiUrl, API_TOKEN),
    close: async () => {
      for (const door of [gitHub, provider]) door.close();
      await model.close();
      await sandbox.close();
    },
  };
}

/** The cluster has nobody who makes volumes: one for the broker, with the owner that `fsGroup` would give it. */
async function makeVolume(): Promise<void> {
  const phase = await run('kubectl', ['get', 'pv', 'broker', '--ignore-not-found', '-o', 'jsonpath={.status.phase}']);
  if (phase === 'Released') {
    // Nobody claims it any more, as after an uninstallation with all data.
    await run('kubectl', ['delete', 'pv', 'broker']);
    rmSync(VOLUME, { recursive: true });
  }
  mkdirSync(VOLUME, { recursive: true });
  chownSync(VOLUME, 999, 999);
  const volume = {
    apiVersion: 'v1',
    kind: 'PersistentVolume',
    metadata: { name: 'broker' },
    spec: {
      ...{ capacity: { storage: '10Gi' }, accessModes: ['ReadWriteOnce'], persistentVolumeReclaimPolicy: 'Retain' },
      hostPath: { path: VOLUME },
    },
  };
  await run('sh', ['-c', 'printf %s "$1" | kubectl apply -f -', 'sh', JSON.stringify(volume)]);
}
