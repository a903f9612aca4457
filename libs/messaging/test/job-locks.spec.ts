import { startFreezableProxy, waitUntil } from '@ai-coding-agent/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BrokerConnection, JobLocks } from '../src/index.js';
import { createTestBroker, type TestBroker } from './test-broker.js';

/** Class and method of AMQP 0-9-1. */
const QUEUE_DECLARE = Buffer.from([0, 50, 0, 10]);

describe('JobLocks', () => {
  let broker: TestBroker;
  let other: BrokerConnection;
  beforeEach(async () => {
    broker = await createTestBroker();
    other = new BrokerConnection({ url: broker.url, name: 'other' });
    await other.open();
    await waitUntil('the other is connected', () => other.current);
  });
  afterEach(async () => {
    await other.close();
    await broker.close();
  });

  it('is held by one process at a time', async () => {
    const [ours, theirs] = [new JobLocks(broker.connection), new JobLocks(other)];

    const lock = await ours.forBranch('acme/shop', 'main');

    expect(lock).toBeDefined();
    expect(await theirs.forBranch('acme/shop', 'main')).toBeUndefined();
    expect(await theirs.forBranch('ACME/Shop', 'main')).toBeUndefined();
    expect(await theirs.forBranch('acme/shop', 'other')).toBeDefined();
  });

  it('is held once also within a process', async () => {
    const locks = new JobLocks(broker.connection);

    const [first, second] = await Promise.all([locks.forJob('x'), locks.forJob('x')]);

    expect([first, second].filter(Boolean)).toHaveLength(1);
  });

  it('is nobody’s when its connection is lost while it is taken', async () => {
    const proxy = await startFreezableProxy(broker.url);
    const shaky = new BrokerConnection({ url: proxy.url, name: 'shaky' });
    await shaky.open();
    await waitUntil('it is connected', () => shaky.current);
    const locks = new JobLocks(shaky);
    proxy.cutAt(QUEUE_DECLARE);

    const lock = await locks.forJob('x');
    await waitUntil('it is connected again', () => shaky.current);
    const next = await locks.forJob('x');

    await shaky.close();
    await proxy.close();
    expect(lock).toBeUndefined();
    expect(next).toBeDefined();
  });

  it('is taken and freed also while others are refused', async () => {
    const [ours, theirs] = [new JobLocks(broker.connection), new JobLocks(other)];
    const names = Array.from({ length: 12 }, (_, n) => `job-${n}`);
    const isTheirs = (_: unknown, n: number) => n % 3 === 0;
    await Promise.all(names.filter(isTheirs).map((name) => theirs.forJob(name)));

    const locks = await Promise.all(names.map((name) => ours.forJob(name)));
    expect(locks.map((lock) => lock === undefined)).toEqual(names.map(isTheirs));

    await Promise.all([
      ...locks.map((lock) => lock?.release()),
      ...names.filter(isTheirs).map((name) => ours.forJob(name)),
    ]);
    const after = await Promise.all(names.map((name) => theirs.forJob(name)));
    // What they hold themselves they are not given twice.
    expect(after.map((lock) => lock === undefined)).toEqual(names.map(isTheirs));
  });

  it('is left to those who held it before, also by a process that has just started', async () => {
    const fresh = new JobLocks(other); // connected a moment ago, and the broker may have been away until then
    let isOver = false;
    const waiting = fresh.untilReclaimed(new AbortController().signal).then(() => (isOver = true));

    await waitUntil('its holder is back', () => new JobLocks(broker.connection).forJob('x'));

    expect(isOver).toBe(false);
    await waiting;
    expect(await fresh.forJob('x')).toBeUndefined();
  });

  it('is free after its release', async () => {
    const [ours, theirs] = [new JobLocks(broker.connection), new JobLocks(other)];

    const lock = await ours.forJob('x');
    await lock?.release();

    expect(await theirs.forJob('x')).toBeDefined();
  });

  it('is free at once when its holder is gone', async () => {
    await new JobLocks(other).forJob('x');

    await other.close();

    const lock = await waitUntil('the lock is free', () => new JobLocks(broker.connection).forJob('x'));
    expect(lock.lost.aborted).toBe(false);
  });
});
