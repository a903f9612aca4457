import type { QuickfixJob } from '@ai-coding-agent/contracts';
import { JobClient, startApp, type AppProcess } from '@ai-coding-agent/local-system';
import { createTemporaryVhost, quickfixJob, type TemporaryVhost } from '@ai-coding-agent/testing';
import type {} from '@ai-coding-agent/testing/broker-setup';
import amqp, { type ChannelModel, type ConfirmChannel } from 'amqplib';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';

const TYPE = 'job.quickfix.v1';

describe('a job that the broker itself gives up', () => {
  let vhost: TemporaryVhost;
  let app: AppProcess;
  let client: JobClient;
  let connection: ChannelModel;
  let channel: ConfirmChannel;
  beforeAll(async () => {
    vhost = await createTemporaryVhost(inject('broker'));
    const env = { RABBITMQ_URL: vhost.url, INGEST_API_TOKENS: 'ci:token-of-ci', RETRY_DELAYS_SECONDS: '1' };
    app = await startApp({ app: 'ingest-api', env });
    await app.untilReady();
    client = new JobClient(app.url, 'token-of-ci');
    connection = await amqp.connect(vhost.url);
    channel = await connection.createConfirmChannel();
  });
  afterAll(async () => {
    await app.stop();
    await connection.close();
    await vhost.remove();
  });

  const publish = async (job: QuickfixJob | string, exchange: string, properties: amqp.Options.Publish = {}) => {
    const body = typeof job === 'string' ? job : JSON.stringify(job);
    const id = typeof job === 'string' ? {} : { messageId: job.jobId, correlationId: job.jobId };
    const all = { ...id, type: TYPE, ...properties };
    channel.publish(exchange, 'job.quickfix.acme.shop', Buffer.from(body), all);
    await channel.waitForConfirms();
  };
  /** As workers do that die of it, until the broker has had enough. */
  const killWorkers = async () => {
    const rejecting = await connection.createChannel();
    await rejecting.consume('quickfix.jobs', (message) => message && rejecting.reject(message, true));
    return () => rejecting.close();
  };

  it('has failed with the reason for everybody, and can be started anew', async () => {
    const jobId = await client.start({ mode: 'quickfix', repository: 'acme/shop', issueNumber: 1 });
    const stop = await killWorkers();

    const job = await client.untilEnded(jobId);
    await stop();

    expect(job).toMatchObject({
      status: 'failed',
      finishedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
      failure: { code: 'delivery-limit', stage: null, retryable: false, message: expect.stringContaining('workers') },
    });
    const events = await (await client.request('GET', `/jobs/${jobId}/events`)).text();
    expect(events.match(/"status":"\w+"/g)).toEqual(['"status":"queued"', '"status":"failed"']);
    expect((await client.request('POST', `/jobs/${jobId}/retry`)).status).toBe(202);
    expect(await channel.checkQueue('jobs.dead')).toMatchObject({ messageCount: 1 });
  });

  it('is known also when nothing was heard of it before, and after another attempt', async () => {
    const job = quickfixJob({ issueNumber: 7 });
    await publish(job, 'jobs.retry.1s', { headers: { 'x-attempt': 2, 'x-failure-reason': 'github-error: 502' } });
    const stop = await killWorkers();

    const ended = await client.untilEnded(job.jobId);
    await stop();

    expect(ended).toMatchObject({ issueNumber: 7, attempt: 2, status: 'failed' });
    // Before 3.13 a stream keeps of a message that was delayed no more than its delay.
    expect(ended.failure?.code).toMatch(/^(delivery-limit|removed-from-queue)$/);
  });

  it('is told from a dead letter of a worker, which has said itself how the job ended, and from what is no job', async () => {
    const [ofWorker, last] = [quickfixJob(), quickfixJob()];
    await publish(ofWorker, 'jobs.dlx', { headers: { 'x-failure-reason': 'model-auth: no' } });
    await publish('no job', 'jobs', { expiration: '1' });
    await publish(last, 'jobs', { expiration: '1' });

    await client.untilEnded(last.jobId);

    expect(await client.read(ofWorker.jobId)).toBeUndefined();
    await app.untilReady();
  });
});
