import { quickfixJob, startFreezableProxy, waitUntil } from '@ai-coding-agent/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BrokerConnection, ConfirmingPublisher, PublishRefused } from '../src/index.js';
import { createTestBroker, type TestBroker } from './test-broker.js';

describe('ConfirmingPublisher', () => {
  let broker: TestBroker;
  beforeEach(async () => void (broker = await createTestBroker()));
  afterEach(() => broker.close());

  it('resolves once the message is on its queue, persistent', async () => {
    const job = quickfixJob();

    await broker.publish(job);

    const message = await broker.take('quickfix.jobs');
    expect(JSON.parse(message!.content.toString())).toEqual(job);
    expect(message!.properties).toMatchObject({ messageId: job.jobId, deliveryMode: 2 });
  });

  it('9. refuses a message that no queue takes, although a stream takes the events', async () => {
    await broker.admin.deleteQueue('quickfix.jobs');

    await expect(broker.publish(quickfixJob())).rejects.toMatchObject({ reason: 'unroutable' });
  });

  it('refuses a message when the queue is full', async () => {
    await broker.management('PUT', 'policies/{vhost}/short', {
      pattern: '^quickfix.jobs$',
      definition: { 'max-length': 1 },
      'apply-to': 'queues',
    });
    const outcomes: unknown[] = [];

    for (let i = 0; i < 20 && !outcomes.includes('queue-full'); i += 1) {
      const outcome = await broker.publish(quickfixJob()).catch((error: PublishRefused) => error.reason);
      outcomes.push(outcome);
    }

    expect(outcomes).toContain('queue-full');
  });

  it('refuses at once to publish where nothing answers', async () => {
    const nowhere = new BrokerConnection({ url: 'amqp://guest:guest@127.0.0.1:1', name: 'test' });
    await nowhere.open();
    const publisher = new ConfirmingPublisher(nowhere);

    const publishing = publisher.publish({
      exchange: 'jobs',
      routingKey: 'x',
      body: Buffer.from('x'),
      properties: { messageId: 'x' },
    });

    await expect(publishing).rejects.toMatchObject({ reason: 'unreachable' });
    await nowhere.close();
  });

  it('9. refuses a message that a network holds up, when its time is over, and takes the next ones', async () => {
    const proxy = await startFreezableProxy(broker.url);
    const connection = new BrokerConnection({ url: proxy.url, name: 'test' });
    await connection.open();
    const publisher = new ConfirmingPublisher(connection);
    const publish = (messageId: string, deadline?: number) =>
      publisher.publish(
        { exchange: 'jobs', routingKey: 'job.quickfix.x', body: Buffer.from('x'), properties: { messageId } },
        deadline === undefined ? {} : { deadline },
      );
    await waitUntil('it can publish', () => publisher.isReady);

    proxy.freeze();
    await expect(publish('held up', performance.now() + 300)).rejects.toMatchObject({ reason: 'unconfirmed' });
    proxy.thaw();

    await publish('next');
    await publisher.close();
    await connection.close();
    await proxy.close();
  });

  it('sends a message only while it may, which can end while it waits for the broker', async () => {
    const proxy = await startFreezableProxy(broker.url);
    const connection = new BrokerConnection({ url: proxy.url, name: 'test' });
    await connection.open();
    const publisher = new ConfirmingPublisher(connection);
    let mayGo = true;
    const publish = (messageId: string) =>
      publisher.publish(
        { exchange: 'jobs', routingKey: 'job.quickfix.x', body: Buffer.from('x'), properties: { messageId } },
        { onlyWhile: () => mayGo },
      );
    await publish('first');

    proxy.freeze();
    proxy.cut();
    await waitUntil('it is cut off', () => !publisher.isReady);
    const late = publish('late');
    mayGo = false;
    proxy.thaw();
    await expect(late).rejects.toMatchObject({ reason: 'unreachable' });
    await waitUntil('it can publish', () => publisher.isReady);
    mayGo = true;
    await publish('last');

    const taken = [await broker.take('quickfix.jobs'), await broker.take('quickfix.jobs')];
    expect(taken.map((message) => message?.properties.messageId)).toEqual(['first', 'last']);
    expect(await broker.take('quickfix.jobs')).toBeUndefined();
    await publisher.close();
    await connection.close();
    await proxy.close();
  });

  it('2. survives a closed channel in the middle of many publishes without losing a confirmed message', async () => {
    const jobs = Array.from({ length: 200 }, () => quickfixJob());

    const publishing = Promise.all(jobs.map((job) => broker.publish(job)));
    // A publish to an exchange that does not exist closes the channel under the others.
    const stray = broker.publisher.publish({
      exchange: 'no-such-exchange',
      routingKey: 'x',
      body: Buffer.from('x'),
      properties: { messageId: 'stray' },
    });
    const refused = expect(stray).rejects.toMatchObject({ reason: 'unroutable' });

    await Promise.all([publishing, refused]);
    const ids = new Set<string>();
    for (let message; (message = await broker.take('quickfix.jobs'));) ids.add(String(message.properties.messageId));
    expect(ids).toEqual(new Set(jobs.map(({ jobId }) => jobId)));
  });
});
