import { SAMPLE } from '@ai-coding-agent/github-sandbox';
import { API_TOKEN, JobClient, MODEL_KEY, WEBHOOK_SECRET } from '@ai-coding-agent/local-system';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { installed, type Cluster } from './cluster.js';
import { holdJobs, newRepository, PATIENCE_MS } from './held-job.js';
import { get, kubectl, NAMESPACE } from './kubectl.js';

const BROKER = 'agent-ai-coding-agent-rabbitmq';
const HOST = `${BROKER}.${NAMESPACE}.svc`;

interface Definitions {
  users: { name: string; password: string; tags: string[] }[];
  permissions: { user: string }[];
}

let cluster: Cluster;

beforeAll(async () => {
  cluster = await installed();
});
afterAll(async () => {
  // As the next file expects them; the broker's new users may stay.
  await change('agent-github', { token: SAMPLE.agent.token, 'webhook-secret': WEBHOOK_SECRET });
  await change('agent-api', { 'api-tokens': `lab:${API_TOKEN}` });
  await change('agent-llm', { OPENAI_API_KEY: MODEL_KEY });
  await cluster?.close();
});

const change = (secret: string, stringData: Record<string, string>) =>
  kubectl('patch', 'secret', secret, '--type=merge', '-p', JSON.stringify({ stringData }));
const inBroker = (...command: string[]) => kubectl('exec', `${BROKER}-0`, '--', ...command);
async function restart(what: string): Promise<void> {
  await kubectl('rollout', 'restart', what);
  await kubectl('rollout', 'status', what, '--timeout=180s');
}

it('every secret is rotated, as docs/DEPLOYMENT.md says, while a job is under way', async () => {
  const [job] = await holdJobs(cluster);
  const token = cluster.sandbox.createToken(SAMPLE.agent.login);

  // The broker's new users, beside the old ones.
  const { data } = await get<{ data: Record<string, string> }>('secret', 'agent-broker-definitions');
  const definitions = JSON.parse(Buffer.from(data['definitions.json'] ?? '', 'base64').toString()) as Definitions;
  for (const name of ['agent', 'keda']) {
    const user = definitions.users.find((each) => each.name === name)!;
    const permission = definitions.permissions.find((each) => each.user === name)!;
    definitions.users.push({ ...user, name: `${name}-2`, password: `new-password-of-${name}` });
    definitions.permissions.push({ ...permission, user: `${name}-2` });
  }
  await change('agent-broker-definitions', { 'definitions.json': JSON.stringify(definitions) });
  await restart(`statefulset/${BROKER}`);

  await change('agent-github', { token, 'webhook-secret': 'new-webhook-secret' });
  await change('agent-api', { 'api-tokens': 'lab:new-api-token' });
  await change('agent-llm', { OPENAI_API_KEY: 'sk-new-key' });
  await change('agent-broker', { url: `amqp://agent-2:new-password-of-agent@${HOST}:5672/agent` });
  await change('agent-broker-monitoring', { username: 'keda-2', password: 'new-password-of-keda' });
  await restart('deployment');

  const client = new JobClient(cluster.apiUrl, 'new-api-token');
  const ended = await (job!.release(), client.untilEnded(job!.jobId, PATIENCE_MS));
  expect(ended).toMatchObject({ status: 'succeeded', result: { outcome: 'pull_request_opened' } });
  expect(cluster.sandbox.pullRequest(job!.repository, 2).body).toContain('Fixes #1');

  // From here on the old ones are worth nothing.
  for (const user of ['agent', 'keda']) await inBroker('rabbitmqctl', 'delete_user', user);
  cluster.sandbox.revokeToken(SAMPLE.agent.token);
  expect((await cluster.client.request('GET', '/jobs')).status).toBe(401);
  const repository = await newRepository(cluster);
  const jobId = await client.start({ mode: 'quickfix', repository, issueNumber: 1, requestedBy: 'maintainer' });
  expect(await client.untilEnded(jobId, PATIENCE_MS)).toMatchObject({ status: 'succeeded', attempt: 1 });
  expect(cluster.model.requests.at(-1)?.headers['authorization']).toBe('Bearer sk-new-key');
});
