import { JOB_MODES, parseJob, QUEUES, routingKey, topology, type QuickfixJob } from '@ai-coding-agent/contracts';
import { declareTopology } from '@ai-coding-agent/messaging';
import {
  createTemporaryVhost,
  quickfixJob,
  startFreezableProxy,
  waitUntil,
  type TemporaryVhost,
} from '@ai-coding-agent/testing';
import type {} from '@ai-coding-agent/testing/broker-setup';
import amqp, { type ChannelModel, type ConfirmChannel, type GetMessage } from 'amqplib';
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import { replayedJob } from '../src/dead-letters/replayed-job.js';
import { runAgentctl, startAgentctl } from './run-agentctl.js';

/** Class and method of AMQP 0-9-1. */
const CONNECTION_CLOSE = Buffer.from([0, 10, 0, 50]);
const WORK = JOB_MODES.quickfix.queue;
const AUTH = 'git-auth: GitHub refuses the credentials';

describe('agentctl dlq', () => {
  let vhost: TemporaryVhost;
  let connection: ChannelModel;
  let channel: ConfirmChannel;
  beforeEach(async () => {
    vhost = await createTemporaryVhost(inject('broker'));
    connection = await amqp.connect(vhost.url);
    channel = await connection.createConfirmChannel();
    await declareTopology(channel, topology([15]));
  });
  afterEach(async () => {
    await connection.close();
    await vhost.remove();
  });

  const dlq = (...args: string[]) => runAgentctl(['dlq', ...args], { RABBITMQ_URL: vhost.url });
  const dlqJson = async (...args: string[]) => JSON.parse((await dlq(...args, '--json')).stdout);
  const count = async (queue: string) => (await channel.checkQueue(queue)).messageCount;

  /** Kills a job as a worker does. */
  async function bury(wishes: Partial<QuickfixJob> = {}, reason = AUTH, body?: string): Promise<QuickfixJob> {
    const job = quickfixJob(wishes);
    channel.publish('jobs.dlx', routingKey(job), Buffer.from(body ?? JSON.stringify(job)), {
      messageId: job.jobId,
      correlationId: job.jobId,
      type: JOB_MODES.quickfix.type,
      persistent: true,
      headers: { 'x-attempt': 4, 'x-failure-reason': reason, traceparent: '00-trace' },
    });
    await channel.waitForConfirms();
    return job;
  }

  async function takeAll(queue: string): Promise<GetMessage[]> {
    const taken: GetMessage[] = [];
    for (;;) {
      const message = await channel.get(queue, { noAck: true });
      if (message === false) return taken;
      taken.push(message);
    }
  }

  it('lists what died and why, and leaves it there', async () => {
    const first = await bury();
    await bury({ repository: 'acme/other' }, 'out of attempts: model-unavailable: no answer');
    await bury({}, 'bad', 'not json');

    const { deadLetters } = await dlqJson('list');

    expect(deadLetters).toMatchObject([
      { jobId: first.jobId, repository: 'acme/shop', code: 'git-auth', reason: AUTH, attempt: 4, invalid: null },
      { repository: 'acme/other', code: 'model-unavailable' },
      { repository: null, code: 'invalid-message', invalid: expect.stringContaining('no valid job') },
    ]);
    expect(await count(QUEUES.deadLetters)).toBe(3);
  });

  it('says what is wrong also when the broker is gone while it says goodbye', async () => {
    const proxy = await startFreezableProxy(vhost.url);
    proxy.cutAt(CONNECTION_CLOSE);

    const { code, stderr } = await runAgentctl(['dlq', 'show', 'no-such-job'], { RABBITMQ_URL: proxy.url });
    await proxy.close();

    expect(code).toBe(3);
    expect(stderr).toContain('no-such-job');
  });

  it('says why the broker itself gave a job up, not why an attempt before had failed', async () => {
    const job = quickfixJob();
    channel.publish('jobs', routingKey(job), Buffer.from(JSON.stringify(job)), {
      messageId: job.jobId,
      type: JOB_MODES.quickfix.type,
      expiration: '1',
      headers: { 'x-attempt': 2, 'x-failure-reason': 'github-error: 502' },
    });
    await waitUntil('it is dead', async () => (await count(QUEUES.deadLetters)) === 1);

    const { deadLetters } = await dlqJson('list', '--code', 'removed-from-queue');

    expect(deadLetters).toMatchObject([{ jobId: job.jobId, code: 'removed-from-queue', attempt: 2, invalid: null }]);
  });

  it('filters by repository, code and age', async () => {
    const old = await bury({ requestedAt: new Date(Date.now() - 2 * 86_400_000).toISOString() });
    const other = await bury({ repository: 'acme/other' }, 'repository-missing: gone');
    const ids = async (...args: string[]) => {
      const { deadLetters } = await dlqJson('list', ...args);
      return (deadLetters as { jobId: string }[]).map(({ jobId }) => jobId);
    };

    expect(await ids('--older-than', '1d')).toEqual([old.jobId]);
    expect(await ids('--repo', 'ACME/other')).toEqual([other.jobId]);
    expect(await ids('--code', 'git-auth')).toEqual([old.jobId]);
    expect(await ids('--code', 'git-auth', '--repo', 'acme/other')).toEqual([]);
    expect((await dlq('list', '--older-than', 'soon')).code).toBe(2);
  });

  it('shows one with its message, without letting it steer the terminal', async () => {
    const job = await bury({ instructions: 'be quick' }, 'bug: \u001b[31mred\u001b[0m\u0007');

    const { stdout, code } = await dlq('show', job.jobId);

    expect(code).toBe(0);
    expect(stdout).toContain('be quick');
    expect(stdout).toContain('bug: red');
    expect(await dlqJson('show', job.jobId)).toMatchObject({ jobId: job.jobId, body: { issueNumber: 42 } });
    expect(await dlq('show', 'nobody')).toMatchObject({ code: 3, stdout: '' });
  });

  it('only says what it would do, without --yes', async () => {
    const job = await bury();

    const replay = await dlq('replay');
    const drop = await dlq('drop');

    expect(replay.stdout).toBe(`would replay ${job.jobId} as ${replayedJob(job).jobId}\n`);
    expect(drop.stdout).toContain(`would drop ${job.jobId}`);
    expect([await count(QUEUES.deadLetters), await count(WORK)]).toEqual([1, 0]);
  });

  it('replays a job as a new one that its worker takes for fresh', async () => {
    const job = await bury({ instructions: 'be quick' });
    const kept = await bury();

    const { replayed } = await dlqJson('replay', job.jobId, '--yes');
    const [message, ...more] = await takeAll(WORK);

    expect(more).toEqual([]);
    expect(parseJob(message!.properties.type as string, message!.content)).toEqual({
      ...job,
      jobId: replayed[0].newJobId,
      retryOf: job.jobId,
    });
    expect(message).toMatchObject({
      fields: { exchange: 'jobs', routingKey: 'job.quickfix.acme.shop' },
      properties: {
        messageId: replayed[0].newJobId,
        correlationId: replayed[0].newJobId,
        deliveryMode: 2,
        headers: { 'x-attempt': 1, 'x-replayed-from': job.jobId, traceparent: '00-trace' },
      },
    });
    expect(message!.properties.headers).not.toHaveProperty('x-failure-reason');
    expect((await dlqJson('list')).deadLetters).toMatchObject([{ jobId: kept.jobId }]);
  });

  it('makes one job of the same dead letter twice', async () => {
    const job = await bury();
    await bury({ ...job });

    const { replayed } = await dlqJson('replay', '--yes');

    expect(replayed).toEqual([{ jobId: job.jobId, newJobId: replayedJob(job).jobId }]);
    expect([await count(QUEUES.deadLetters), await count(WORK)]).toEqual([0, 1]);
  });

  it('leaves what is no job, says so and fails', async () => {
    await bury({}, 'bad', 'not json');

    const { stderr, code } = await dlq('replay', '--yes');

    expect(code).toBe(1);
    expect(stderr).toContain('it can only be dropped');
    expect(await count(QUEUES.deadLetters)).toBe(1);
    expect((await dlqJson('drop', '--code', 'invalid-message', '--yes')).dropped).toHaveLength(1);
    expect(await count(QUEUES.deadLetters)).toBe(0);
  });

  it('keeps every dead letter that no work queue takes', async () => {
    await bury();
    await bury();
    await channel.deleteQueue(WORK);

    const { stderr, code } = await dlq('replay', '--yes');

    expect(code).toBe(6);
    expect(stderr).toContain('stays where it is: the queue does not exist');
    expect(await count(QUEUES.deadLetters)).toBe(2);
  });

  it('loses nothing and doubles nothing when it is killed in the middle and repeated', async () => {
    const jobs: QuickfixJob[] = [];
    for (let index = 0; index < 150; index += 1) jobs.push(await bury());

    const { child, ended } = startAgentctl(['dlq', 'replay', '--yes'], { RABBITMQ_URL: vhost.url });
    await waitUntil('some are replayed', async () => (await count(WORK)) >= 20);
    child.kill('SIGKILL');
    await ended;
    const { code } = await dlq('replay', '--yes');
    const ids = (await takeAll(WORK)).map(({ properties }) => properties.messageId as string);

    expect(code).toBe(0);
    expect(await count(QUEUES.deadLetters)).toBe(0);
    expect([...new Set(ids)].sort()).toEqual(jobs.map((job) => replayedJob(job).jobId).sort());
    // At most the one that was confirmed and not yet acknowledged is there twice, under the same id.
    expect(ids.length - jobs.length).toBeLessThanOrEqual(1);
  });

  it('is told to be looked at without end', async () => {
    const queue = await vhost.management<{ arguments: object }>('GET', `queues/{vhost}/${QUEUES.deadLetters}`);

    expect(queue?.arguments).toMatchObject({ 'x-delivery-limit': 1_000_000_000 });
  });

  it('says what is wrong without the password', async () => {
    const url = 'amqp://user:hunter2@127.0.0.1:1/';
    const unreachable = await runAgentctl(['dlq', 'list'], { RABBITMQ_URL: url });
    const unset = await runAgentctl(['dlq', 'list']);

    expect(unreachable).toMatchObject({ code: 6, stdout: '' });
    expect(unreachable.stderr).toMatch(/^agentctl: the broker cannot be reached: .+\n$/);
    expect(unreachable.stderr).not.toContain('hunter2');
    expect(unset).toMatchObject({ code: 2, stderr: 'agentctl: RABBITMQ_URL is not set\n' });
  });
});
