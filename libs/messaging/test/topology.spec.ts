import { topology } from '@ai-coding-agent/contracts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkTopology, declareTopology } from '../src/index.js';
import { createTestBroker, RETRY_DELAYS, type TestBroker } from './test-broker.js';

describe('the topology of the broker', () => {
  let broker: TestBroker;
  beforeEach(async () => void (broker = await createTestBroker()));
  afterEach(() => broker.close());

  it('can be declared again and again', async () => {
    await declareTopology(broker.admin, topology(RETRY_DELAYS));

    expect(await checkTopology(broker.connection.current!, topology(RETRY_DELAYS))).toEqual([]);
  });

  it('is found wanting by name', async () => {
    await broker.admin.deleteQueue('jobs.dead');
    await broker.admin.deleteExchange('jobs.dlx');

    const missing = await checkTopology(broker.connection.current!, topology(RETRY_DELAYS));

    expect(missing).toEqual(['exchange jobs.dlx', 'queue jobs.dead']);
  });

  it('keeps a stream of events beside the dead letters, and nothing beside the work', async () => {
    const bindings = await broker.management<{ source: string; destination: string }[]>('GET', 'bindings/{vhost}');

    const targets = (exchange: string) =>
      (bindings ?? [])
        .filter(({ source }) => source === exchange)
        .map(({ destination }) => destination)
        .sort();
    expect(targets('jobs')).toEqual(['quickfix.jobs', 'refine.jobs']);
    expect(targets('jobs.retry.1s')).toEqual(['jobs.retry.1s']);
    expect(targets('jobs.dlx')).toEqual(['job.events', 'jobs.dead']);
  });
});
