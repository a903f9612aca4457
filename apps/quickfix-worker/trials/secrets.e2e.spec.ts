import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { secretForms } from '@ai-coding-agent/failures';
import { SAMPLE, searchReplace } from '@ai-coding-agent/github-sandbox';
import {
  API_TOKEN,
  MODEL_KEY,
  startLocalSystem,
  WEBHOOK_SECRET,
  type LocalSystem,
} from '@ai-coding-agent/local-system';
import { createTemporaryVhost, waitUntil, type ScriptItem, type TemporaryVhost } from '@ai-coding-agent/testing';
import type {} from '@ai-coding-agent/testing/broker-setup';
import amqp from 'amqplib';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { brokerContents } from './hunt/broker-contents.js';
import { liveHunt, type LiveHunt } from './hunt/live-hunt.js';

const unique = (name: string): string => `${name}-${randomBytes(12).toString('hex')}`;
const BROKER = { user: unique('hunt'), password: unique('broker-password') };
const FURTHER_TOKEN = unique('further-api-token');
const SECRETS = [SAMPLE.agent.token, MODEL_KEY, API_TOKEN, FURTHER_TOKEN, WEBHOOK_SECRET, BROKER.password];
const FORMS = SECRETS.flatMap(secretForms);
const INSIDE = readFileSync(new URL('hunt/inside.py', import.meta.url), 'utf8').replace(
  '@REVERSED@',
  SECRETS.map((secret) => [...secret].reverse().join('')).join(' '),
);
const EDIT = { path: 'app.py', search: '    return "hi"\n', replace: '    return "bye"\n' };
const FILES = { 'app.py': 'def hello():\n    return "hi"\n', 'inside.py': INSIDE };
/** A provider that repeats what it was sent, and a forge that does. */
const ECHO = `You sent ${MODEL_KEY}.`;
const FORGE_ECHO = `Bad credentials: ${SAMPLE.agent.token}`;

describe('no secret of the deployment', () => {
  const logs: string[] = [];
  const jobs: string[] = [];
  const prompts: string[] = [];
  let folder: string;
  let vhost: TemporaryVhost;
  let system: LocalSystem;
  let hunt: LiveHunt;
  let numbers = 0;
  let watch: NodeJS.Timeout;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'hunt-'));
    vhost = await createTemporaryVhost(inject('broker'));
    await vhost.management('PUT', `users/${BROKER.user}`, { password: BROKER.password, tags: '' });
    await vhost.management('PUT', `permissions/{vhost}/${BROKER.user}`, { configure: '.*', write: '.*', read: '.*' });
    const url = Object.assign(new URL(vhost.url), { username: BROKER.user, password: BROKER.password });
    system = await startLocalSystem({
      rabbitmqUrl: url.href,
      script: ['nothing yet'],
      env: {
        TMPDIR: folder,
        HOME: folder,
        LOG_LEVEL: 'debug',
        INGEST_API_TOKENS: `local:${API_TOKEN},further:${FURTHER_TOKEN}`,
        // The second retry is further away than this test, so that its message lies in a queue when we look.
        RETRY_DELAYS_SECONDS: '1,3600',
        VERIFY_COMMAND: 'python3 inside.py',
      },
      onLog: (_app, line) => logs.push(line),
    });
    const apps = Object.values(system.apps).map(({ pid }) => pid);
    hunt = liveHunt({ secrets: FORMS, folders: [folder, system.workspace], apps });
    watch = setInterval(() => hunt.lookAtArguments(), 100);
  });
  afterAll(async () => {
    clearInterval(watch);
    await system?.close();
    await vhost.management('DELETE', `users/${BROKER.user}`);
    await vhost.remove();
    rmSync(folder, { recursive: true, force: true });
  });

  /** A quickfix in a repository of its own, with the whole machine looked at while the model is asked. */
  async function start(turn: ScriptItem): Promise<string> {
    const repository = `hunt/shop-${(numbers += 1)}`;
    await system.sandbox.createRepository(repository, { files: FILES });
    system.sandbox.setPermission(repository, SAMPLE.agent.login, 'write');
    system.sandbox.setPermission(repository, SAMPLE.maintainer.login, 'admin');
    system.sandbox.openIssue(repository, { title: 'The greeting is wrong' });
    system.connectWebhook(repository);
    system.model?.setScript([
      (request) => {
        hunt.look();
        prompts.push(JSON.stringify(request.body));
        return typeof turn === 'function' ? turn(request) : turn;
      },
    ]);
    const jobId = await system.client.start({ mode: 'quickfix', repository, issueNumber: 1 });
    jobs.push(jobId);
    return jobId;
  }
  const run = async (turn: ScriptItem) => system.client.untilEnded(await start(turn));
  const good = `Done.\n\n${searchReplace(EDIT)}`;

  it('is shown by a quickfix and a refine, to the commands of the repository least of all', async () => {
    const fixed = await run(good);
    expect(fixed.failure).toBeUndefined();
    const [pullRequest] = system.sandbox.pullRequests('hunt/shop-1');
    expect(pullRequest?.body).toMatch(/LOOKED at [1-9]\d+\n/);
    expect(pullRequest?.body).not.toContain('FOUND');

    system.model?.setScript([searchReplace({ ...EDIT, search: EDIT.replace, replace: EDIT.search })]);
    const wish = { pullRequestNumber: fixed.result?.pullRequestNumber, instructions: 'say hi again' };
    const refined = await system.client.start({ mode: 'refine', repository: 'hunt/shop-1', ...wish });
    jobs.push(refined);
    expect(await system.client.untilEnded(refined)).toMatchObject({ status: 'succeeded' });
  });

  it.each([
    ['a provider that echoes the key in an error', { status: 401, error: { message: ECHO } }, 'model-auth'],
    ['a secret in the change', searchReplace({ ...EDIT, replace: `    return "${MODEL_KEY}"\n` }), 'secret-in-change'],
  ])('is shown by a job that fails of %s', async (_why, turn, code) => {
    const job = await run(turn);

    expect(job).toMatchObject({ status: 'failed', failure: { code } });
  });

  it('is shown by a job whose push is refused', async () => {
    system.sandbox.injectFault({ path: /git-receive-pack/, status: 403, body: FORGE_ECHO, times: 100 });

    const job = await run(good);
    system.sandbox.clearFaults();

    expect(job).toMatchObject({ status: 'failed', failure: { stage: 'push-branch' } });
  });

  it('is shown by a job that is cancelled, or that waits for its next attempt', async () => {
    const cancelled = await start({ hang: true });
    await waitUntil('the model is asked', () => system.model?.requests.length === 1);
    await system.client.request('POST', `/jobs/${cancelled}/cancel`);
    expect(await system.client.untilEnded(cancelled)).toMatchObject({ status: 'cancelled' });

    system.sandbox.injectFault({ path: /git-upload-pack/, status: 503, body: FORGE_ECHO, times: 100 });
    const waiting = await start(good);
    await waitUntil('its second attempt failed', async () => {
      const job = await system.client.read(waiting);
      return job?.status === 'retrying' && job.attempt === 2;
    });
  });

  it('is anywhere where things stay, or was in the processes and files of a job', async () => {
    hunt.look();
    const connection = await amqp.connect(vhost.url);
    const cancel = jobs.at(-2) ?? '';
    const broker = await brokerContents(vhost, connection, {
      'job.events': 'git-unreachable',
      'job.control': cancel,
    });
    await connection.close();
    const api = await Promise.all(
      ['/jobs?limit=100', `/jobs/${jobs[0]}`, `/jobs/${jobs[0]}/events`, '/metrics', '/health/ready'].map(
        async (path) => (await system.client.request('GET', path)).text(),
      ),
    );
    const names = Array.from({ length: numbers }, (_, index) => `hunt/shop-${index + 1}`);
    const forge = names.map((name) => {
      const { sandbox } = system;
      const numbers = sandbox.issues(name).map(({ number }) => number);
      return [sandbox.issues(name), sandbox.pullRequests(name), numbers.map((each) => sandbox.comments(name, each))];
    });
    const commits = names.map((name) => objects(system.sandbox.gitDirectory(name)));
    const places: Record<string, [string, string]> = {
      logs: [logs.join('\n'), 'job ended'],
      events: [broker['job.events'] ?? '', 'secret-in-change'],
      orders: [broker['job.control'] ?? '', cancel],
      'dead letters': [broker['jobs.dead'] ?? '', 'model-auth'],
      messages: [Object.values(broker).join('\n'), jobs.at(-1) ?? ''],
      api: [api.join('\n'), jobs[0] ?? ''],
      forge: [JSON.stringify(forge), 'Not done.'],
      commits: [commits.join('\n'), `Job-Id: ${jobs[0]}`],
      prompts: [prompts.join('\n'), 'The greeting is wrong'],
      arguments: [[...hunt.argvs].join('\n'), 'git'],
    };

    for (const [place, [text, expected]] of Object.entries(places)) {
      expect(text.includes(expected), `${place} was searched`).toBe(true);
      expect(
        SECRETS.filter((secret) => secretForms(secret).some((form) => text.includes(form))),
        place,
      ).toEqual([]);
    }
    expect(hunt.sightings).toEqual([]);
    expect(hunt.agents.size).toBeGreaterThan(jobs.length);
  });
});

/** Everything that was ever committed or pushed. */
function objects(directory: string): string {
  const options = ['-C', directory, 'cat-file', '--batch-all-objects', '--batch'];
  return execFileSync('git', options, { encoding: 'latin1', maxBuffer: 100_000_000 });
}
