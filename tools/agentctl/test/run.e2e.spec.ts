import { SAMPLE, searchReplace } from '@ai-coding-agent/github-sandbox';
import { API_TOKEN, startLocalSystem, type LocalSystem } from '@ai-coding-agent/local-system';
import { createTemporaryVhost, waitUntil, type ModelScript, type TemporaryVhost } from '@ai-coding-agent/testing';
import type {} from '@ai-coding-agent/testing/broker-setup';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { runAgentctl } from './run-agentctl.js';

const REPOSITORY = 'acme/greeter';
const EDIT = { path: 'app.py', search: 'print("hi")\n', replace: 'print("bye")\n' };

describe('agentctl with the whole system', () => {
  let vhost: TemporaryVhost;
  let system: LocalSystem;
  beforeAll(async () => {
    vhost = await createTemporaryVhost(inject('broker'));
    const script: ModelScript = [`Fixed.\n\n${searchReplace(EDIT)}`];
    system = await startLocalSystem({ rabbitmqUrl: vhost.url, script, env: { JOB_MAX_ATTEMPTS: '1' } });
  });
  afterAll(async () => {
    await system.close();
    await vhost.remove();
  });

  const agentctl = (...args: string[]) =>
    runAgentctl(args, {
      AGENTCTL_API_URL: system.apps['ingest-api']!.url,
      AGENTCTL_TOKEN: API_TOKEN,
      RABBITMQ_URL: vhost.url,
    });

  async function deadLetters(): Promise<unknown[]> {
    const { stdout } = await agentctl('dlq', 'list', '--json');
    return (JSON.parse(stdout) as { deadLetters: unknown[] }).deadLetters;
  }

  async function createRepository(): Promise<void> {
    await system.sandbox.createRepository(REPOSITORY, { files: { 'app.py': 'print("hi")\n' } });
    system.sandbox.setPermission(REPOSITORY, SAMPLE.agent.login, 'write');
    system.sandbox.openIssue(REPOSITORY, { title: 'The greeting is wrong' });
  }

  it('runs a job that dies, mends the cause, replays it, and watches it succeed once', async () => {
    const run = await agentctl('run', '--repo', REPOSITORY, '--issue', '1', '--wait', '--json');
    const dead = JSON.parse(run.stdout);
    expect(run.code).toBe(1);
    expect(dead).toMatchObject({ status: 'failed', attempt: 1 });

    // A job has ended before its dead letter is there.
    await waitUntil('there is a dead letter', async () => (await deadLetters()).length === 1);

    await createRepository();
    const replay = await agentctl('dlq', 'replay', dead.jobId, '--yes', '--json');
    const [{ newJobId }] = JSON.parse(replay.stdout).replayed;
    const watch = await agentctl('jobs', 'watch', newJobId, '--json');

    expect(watch.code).toBe(0);
    expect(watch.stderr).toContain('succeeded  report');
    expect(JSON.parse(watch.stdout)).toMatchObject({
      status: 'succeeded',
      retryOf: dead.jobId,
      result: { outcome: 'pull_request_opened' },
    });
    expect(await deadLetters()).toEqual([]);
    expect(system.sandbox.pullRequests(REPOSITORY)).toHaveLength(1);
  });
});
