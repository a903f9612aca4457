import { JOB_MODES, routingKey, type QuickfixJob } from '@ai-coding-agent/contracts';
import { SAMPLE, searchReplace } from '@ai-coding-agent/github-sandbox';
import { startLocalSystem, type LocalSystem } from '@ai-coding-agent/local-system';
import { createTemporaryVhost, type ModelScript } from '@ai-coding-agent/testing';
import type {} from '@ai-coding-agent/testing/broker-setup';
import amqp from 'amqplib';
import { inject } from 'vitest';

/** The branch of a job on the first issue of a repository. */
export const BRANCH = 'ai-agent/quickfix-issue-1';
export const EDIT = { path: 'app.py', search: '    return "hi"\n', replace: '    return "bye"\n' };
export const REPLY = `The greeting was wrong.\n\n${searchReplace(EDIT)}`;
export const FIX: ModelScript = [REPLY];
/** Checks that also try to add something to the change, which must never be seen again. */
export const CHECKS = 'echo sneaked in | tee README.md new.md; ! grep -q broken app.py';
const FILES = { 'app.py': 'def hello():\n    return "hi"\n', 'README.md': '# App\n' };

/** The real apps beside a GitHub sandbox and a scripted model, with a fresh repository and issue for each test. */
export async function createQuickfixScene() {
  const vhost = await createTemporaryVhost(inject('broker'));
  const connection = await amqp.connect(vhost.url);
  const channel = await connection.createConfirmChannel();
  const logs: string[] = [];
  const system = await startLocalSystem({
    rabbitmqUrl: vhost.url,
    script: FIX,
    env: {
      RETRY_DELAYS_SECONDS: '1',
      JOB_MAX_ATTEMPTS: '2',
      VERIFY_COMMAND: CHECKS,
      LLM_PRICES: '{"openai/scripted":{"prompt":2,"completion":10}}',
    },
    onLog: (_app, line) => logs.push(line),
  });
  const { sandbox, client, model } = system;
  if (!model) throw new Error('the model of a scene is scripted');
  let numbers = 0;
  let repository = '';
  const start = (wishes: object = {}) =>
    client.start({ mode: 'quickfix', repository, issueNumber: 1, requestedBy: 'maintainer', ...wishes });
  const isEmpty = async (queue: string) =>
    (await vhost.management<{ messages?: number }>('GET', `queues/{vhost}/${queue}`))?.messages === 0;

  return {
    ...{ vhost, connection, system, sandbox, client, model, logs },
    /** The one that this test is about. */
    get repository() {
      return repository;
    },
    async newRepository(options: { defaultBranch?: string; private?: boolean } = {}): Promise<void> {
      repository = `acme/shop-${(numbers += 1)}`;
      await sandbox.createRepository(repository, { files: FILES, ...options });
      sandbox.setPermission(repository, SAMPLE.agent.login, 'write');
      sandbox.setPermission(repository, SAMPLE.maintainer.login, 'admin');
      sandbox.openIssue(repository, { title: 'The greeting is wrong', body: 'It should say bye.' });
      model.setScript(FIX);
    },
    start,
    run: async (wishes: object = {}) => client.untilEnded(await start(wishes)),
    comments: (number = 1) => sandbox.comments(repository, number).map(({ body }) => body),
    pullRequests: (): ReturnType<LocalSystem['sandbox']['pullRequests']> => sandbox.pullRequests(repository),
    branches: () => sandbox.branches(repository),
    takeDeadLetter: async () => (await channel.get('jobs.dead', { noAck: true })) || undefined,
    /** Puts a job on its queue without ingest-api. */
    publish: (job: QuickfixJob) =>
      new Promise<void>((resolve, reject) =>
        channel.publish(
          'jobs',
          routingKey(job),
          Buffer.from(JSON.stringify(job)),
          { messageId: job.jobId, type: JOB_MODES.quickfix.type, persistent: true },
          (error?: Error) => (error ? reject(error) : resolve()),
        ),
      ),
    isIdle: async () => (await isEmpty('quickfix.jobs')) && (await isEmpty('jobs.retry.busy')),
    async close(): Promise<void> {
      await system.close();
      await connection.close();
      await vhost.remove();
    },
  };
}

export type QuickfixScene = Awaited<ReturnType<typeof createQuickfixScene>>;
