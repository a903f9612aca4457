import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, chownSync, lstatSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { cp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { SAMPLE, searchReplace } from '@ai-coding-agent/github-sandbox';
import {
  MODEL_KEY,
  startApp,
  startLocalSystem,
  type AppProcess,
  type LocalSystem,
} from '@ai-coding-agent/local-system';
import { createTemporaryVhost, isInMemoryOf, processesBelow, type TemporaryVhost } from '@ai-coding-agent/testing';
import type {} from '@ai-coding-agent/testing/broker-setup';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { twoUsers, type TwoUsers } from './two-users.js';

// The worker with its agent in a container of its own, as the chart runs them: two users of one group, who share the
// folder of the checkouts and that of the runner's socket.

const PYTHON = fileURLToPath(new URL('../../../libs/aider-runner/python', import.meta.url));
const REPOSITORY = 'acme/shop';
const REPLY = searchReplace({ path: 'app.py', search: '    return "hi"\n', replace: '    return "bye"\n' });
/** What an agent could leave to be in the way: a folder that nobody may enter, and one whose files only it may remove. */
const LOCK = `cd "$1"/files && mkdir -p locked/inner sticky/inner && echo x > locked/inner/file && echo x > sticky/inner/file &&
  chmod 400 locked/inner/file && chmod 0 locked/inner locked && chmod 1777 sticky/inner sticky`;

let folder: string;
let users: TwoUsers;
let agent: ChildProcess;
let worker: AppProcess;
let vhost: TemporaryVhost;
let system: LocalSystem;
const inFolder = (name: string) => join(folder, name);

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sidecar-'));
  chmodSync(folder, 0o755);
  users = twoUsers(join(PYTHON, '.venv/bin/python'), folder);
  for (const name of ['workspace', 'run']) {
    mkdirSync(inFolder(name));
    chownSync(inFolder(name), users.areTwo ? 0 : users.worker.uid, users.worker.gid);
    chmodSync(inFolder(name), 0o2770); // what a volume is with fsGroup
  }
  const socket = inFolder('run/runner.sock');
  // The repository may lie where no other user gets.
  await cp(join(PYTHON, 'aider_runner'), inFolder('aider_runner'), { recursive: true });
  const args = ['-I', '-B', inFolder('aider_runner'), 'serve', '--shared', '--socket', socket, '--pool', '1'];
  const asAgent = { ...users.agent, env: { PATH: process.env['PATH'] }, cwd: '/' };
  agent = spawn(users.python, args, { ...asAgent, stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(agent, 'exit').then(() => Promise.reject(new Error('the agent did not start')));
  await Promise.race([once(agent.stdout!, 'data'), ended]);

  vhost = await createTemporaryVhost(inject('broker'));
  system = await startLocalSystem({ rabbitmqUrl: vhost.url, script: [REPLY], apps: ['ingest-api'] });
  const env = {
    ...{ ...system.env, HOME: '/', VERIFY_COMMAND: 'grep -q bye app.py && touch left-over' },
    ...{ WORKSPACE_DIR: inFolder('workspace'), AGENT_SANDBOX: `socket:${socket}` },
  };
  const program = await withoutPackages(inFolder('app'));
  worker = await startApp({ app: 'quickfix-worker', program, env, launcher: users.launcher });
  await worker.untilReady();
  await system.sandbox.createRepository(REPOSITORY, { files: { 'app.py': 'def hello():\n    return "hi"\n' } });
  system.sandbox.setPermission(REPOSITORY, SAMPLE.agent.login, 'write');
  system.sandbox.setPermission(REPOSITORY, SAMPLE.maintainer.login, 'admin');
  for (const title of ['The greeting is wrong', 'It still is'])
    system.sandbox.openIssue(REPOSITORY, { title, body: 'It should say bye.' });
}, 120_000);

/** The app as it is in its image: nothing is installed beside it. */
async function withoutPackages(place: string): Promise<string> {
  await cp(fileURLToPath(new URL('../dist', import.meta.url)), place, { recursive: true });
  return join(place, 'main.js');
}

afterAll(async () => {
  expect(await worker?.stop()).toBe(0);
  await system?.close();
  await vhost?.remove();
  agent?.kill('SIGTERM');
  if (agent && agent.exitCode === null) await once(agent, 'exit');
  rmSync(folder, { recursive: true });
});

const start = (issueNumber: number) =>
  system.client.start({ mode: 'quickfix', repository: REPOSITORY, issueNumber, requestedBy: 'maintainer' });

/** The folder with the checkout of the job under way; the other one is the gateway's. */
function checkout(): string {
  const folders = readdirSync(inFolder('workspace')).map((name) => inFolder(`workspace/${name}`));
  const [found] = folders.filter((path) => readdirSync(path).includes('files'));
  if (!found) throw new Error(`no checkout in ${folders.join()}`);
  return found;
}

/** Whether the agent's user can do that. */
function agentCan(script: string, path = ''): boolean {
  const { status } = spawnSync('sh', ['-c', script, 'sh', path], { ...users.agent, cwd: '/', stdio: 'ignore' });
  return status === 0;
}

it('a worker and an agent that is another user do a whole job on one checkout', async () => {
  const rights: Record<string, string> = {};
  const can: Record<string, boolean> = {};
  const memories: boolean[] = [];
  const look = (): string => {
    const root = checkout();
    for (const name of ['.', 'home', 'outbox', 'owner.json'])
      rights[name] = (lstatSync(join(root, name)).mode & 0o777).toString(8);
    for (const script of ['cat "$1/clone.git/HEAD"', 'echo "# x" >> "$1/files/app.py"', LOCK])
      can[script] = agentCan(script, root);
    for (const script of ['ls "$1"', 'ls "$1/outbox"', 'cat "$1/owner.json"', 'echo x > "$1/clone.git/x"'])
      can[script] = agentCan(script, root);
    can['environ'] = agentCan(`cat /proc/${worker.pid}/environ`);
    can['kill'] = agentCan(`kill -0 ${worker.pid}`);
    memories.push(...processesBelow(agent.pid!).map((pid) => isInMemoryOf(pid, MODEL_KEY)));
    return REPLY;
  };
  system.model?.setScript([look]);

  const job = await system.client.untilEnded(await start(1));

  expect(job).toMatchObject({ status: 'succeeded', result: { outcome: 'pull_request_opened' } });
  expect(job.result?.changedFiles).toEqual(['app.py', 'locked/inner/file', 'sticky/inner/file']);
  expect(rights).toEqual({ '.': '710', home: '700', outbox: '700', 'owner.json': '600' });
  const secrets = { 'ls "$1"': false, 'ls "$1/outbox"': false, 'cat "$1/owner.json"': false };
  const trusted = { 'echo x > "$1/clone.git/x"': false, environ: false, kill: false };
  const files = { 'cat "$1/clone.git/HEAD"': true, 'echo "# x" >> "$1/files/app.py"': true, [LOCK]: true };
  // Who is one user may do everything; the rights of the files are what is left to look at.
  expect(can).toEqual(users.areTwo ? { ...secrets, ...trusted, ...files } : can);
  expect(memories).not.toContain(true);
  expect(memories).not.toEqual([]);
  const body = system.sandbox.pullRequest(REPOSITORY, job.result!.pullRequestNumber!).body;
  expect(body).toMatch(/✅ `grep -q bye app.py/);
  expect(readdirSync(inFolder('workspace'))).toEqual([]);
});

it('a cancelled job leaves nothing, whatever rights the agent gave its files', async () => {
  let isAsked: () => void;
  const asked = new Promise<void>((resolve) => (isAsked = resolve));
  let locked = false;
  const hang = () => {
    locked = agentCan(LOCK, checkout());
    isAsked();
    return { hang: true } as const;
  };
  system.model?.setScript([hang]);
  const jobId = await start(2);
  await asked;

  const answer = await system.client.request('POST', `/jobs/${jobId}/cancel`);

  expect(answer.status).toBe(202);
  expect(await system.client.untilEnded(jobId)).toMatchObject({ status: 'cancelled' });
  expect(locked).toBe(true);
  expect(readdirSync(inFolder('workspace'))).toEqual([]);
});
