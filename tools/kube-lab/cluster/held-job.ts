import { SAMPLE, searchReplace } from '@ai-coding-agent/github-sandbox';
import type { JobState } from '@ai-coding-agent/local-system';
import { waitUntil } from '@ai-coding-agent/testing';
import type { Cluster } from './cluster.js';
import { get, kubectl } from './kubectl.js';

export const WORKER = 'agent-ai-coding-agent-quickfix-worker';
export const PATIENCE_MS = 300_000;
/** The model's answer that does what the issue of such a repository asks for. */
export const REPLY = searchReplace({ path: 'app.py', search: '    return "hi"\n', replace: '    return "bye"\n' });

/** A pod of a worker, as far as anybody asks. */
export interface WorkerPod {
  readonly name: string;
  readonly isLeaving: boolean;
}

/** A job in the middle of which the model keeps its worker waiting. */
export interface HeldJob {
  readonly jobId: string;
  readonly repository: string;
  /** Which worker has it. */
  readonly pod: string;
  /** Lets the model answer. */
  readonly release: () => void;
  /** The same, and waits for the end of the job. */
  readonly finish: () => Promise<JobState>;
}

let repositories = 0;

/** A repository of its own with an issue, in which the agent may write. */
export async function newRepository({ sandbox }: Cluster): Promise<string> {
  const repository = `acme/shop-${(repositories += 1)}`;
  await sandbox.createRepository(repository, { files: { 'app.py': 'def hello():\n    return "hi"\n' } });
  sandbox.setPermission(repository, SAMPLE.agent.login, 'write');
  sandbox.setPermission(repository, SAMPLE.maintainer.login, 'admin');
  sandbox.openIssue(repository, { title: 'The greeting is wrong', body: 'It should say bye.' });
  return repository;
}

export async function startJob(cluster: Cluster): Promise<{ jobId: string; repository: string }> {
  const repository = await newRepository(cluster);
  const jobId = await cluster.client.start({
    ...{ mode: 'quickfix', repository, issueNumber: 1, requestedBy: 'maintainer' },
  });
  return { jobId, repository };
}

/** Starts jobs, one after the other, each of which waits in the hands of a worker of its own. */
export async function holdJobs(cluster: Cluster, count = 1): Promise<HeldJob[]> {
  const gates: Promise<void>[] = [];
  // A job that is started once more asks once more, and waits at the same gate.
  const answer = async ({ index }: { index: number }) => {
    await gates[Math.min(index, count - 1)];
    return REPLY;
  };
  cluster.model.setScript([answer]);
  const held: HeldJob[] = [];
  for (let index = 0; index < count; index += 1) {
    let open = () => {};
    gates.push(new Promise<void>((resolve) => (open = resolve)));
    const { jobId, repository } = await startJob(cluster);
    await waitUntil(`job ${jobId} is at the model`, () => cluster.model.requests.length > index, PATIENCE_MS);
    const pod = await workerOf(jobId);
    const finish = () => (open(), cluster.client.untilEnded(jobId, PATIENCE_MS));
    held.push({ jobId, repository, pod, release: open, finish });
  }
  return held;
}

async function workerOf(jobId: string): Promise<string> {
  for (const { name } of await workerPods()) {
    if ((await kubectl('logs', name, '-c', 'worker')).includes(jobId)) return name;
  }
  throw new Error(`no worker has ${jobId}`);
}

export async function workerPods(): Promise<WorkerPod[]> {
  const pods = ['pods', '-l', 'app.kubernetes.io/name=quickfix-worker'];
  const { items } = await get<{ items: { metadata: { name: string; deletionTimestamp?: string } }[] }>(...pods);
  return items.map(({ metadata }) => ({
    name: metadata.name,
    isLeaving: metadata.deletionTimestamp !== undefined,
  }));
}

/** How many workers there are to be. */
export async function replicas(deployment = WORKER): Promise<number> {
  return (await get<{ spec: { replicas: number } }>('deployment', deployment)).spec.replicas;
}
