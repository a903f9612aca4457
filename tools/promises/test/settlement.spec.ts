import { createTemporaryVhost, waitUntil, type TemporaryVhost } from '@ai-coding-agent/testing';
import type {} from '@ai-coding-agent/testing/broker-setup';
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import { createTrialSystem, type TrialSystem } from '../src/trial-system.js';

const DELAYS_SECONDS = [1, 2];

describe('a worker', () => {
  let vhost: TemporaryVhost;
  let system: TrialSystem;
  beforeEach(async () => {
    vhost = await createTemporaryVhost(inject('broker'));
    system = await createTrialSystem({ rabbitmqUrl: vhost.url, retryDelaysSeconds: DELAYS_SECONDS });
  });
  afterEach(async () => {
    await system.close();
    await vhost.remove();
  });

  it('4. moves what is poison, malformed or unknown to the dead letters once each, and goes on', async () => {
    const noJobs = { broken: '{"jobId', empty: '', nothing: 'null', foreign: '{"hello":"world"}' };
    for (const [id, body] of Object.entries(noJobs)) await system.putRaw(body, id);
    const poison = await system.put({ ms: 0, end: 'poison' });
    await system.putRaw(JSON.stringify({ ...poison, jobId: 'unknown' }), 'unknown', 'job.nobody-knows.v1');
    const good = await system.put({ ms: 0, end: 'well' }, { issueNumber: 2 });

    const worker = await system.startWorker();

    await system.untilEvent(good, 'succeeded');
    expect(worker.pid).toBeGreaterThan(0);
    await system.untilEmpty(['quickfix.jobs']);
    expect((await system.drain('jobs.dead')).sort()).toEqual([...Object.keys(noJobs), 'unknown', poison.jobId].sort());
    expect(await worker.stop()).toBe(0);
  });

  it('5. tries a transient failure again after each delay in turn, under the key that the job had', async () => {
    const job = await system.put({ ms: 0, end: 'hopeless' });
    await system.startWorker();

    await system.untilEvent(job, 'failed');

    const events = system.eventsOf(job.jobId);
    const times = (kind: string) =>
      events.flatMap((event) =>
        event.kind === kind && 'attempt' in event ? [{ at: Date.parse(event.at), attempt: event.attempt }] : [],
      );
    const [starts, retries] = [times('started'), times('retrying')];
    expect(starts.map(({ attempt }) => attempt)).toEqual([1, 2, 3]);
    expect(retries.map(({ attempt }) => attempt)).toEqual([1, 2]);
    DELAYS_SECONDS.forEach((seconds, n) => {
      const waited = (starts[n + 1]?.at ?? 0) - (retries[n]?.at ?? 0);
      expect(waited).toBeGreaterThanOrEqual(seconds * 900); // the clocks of broker and worker tick differently
    });
    const dead = await waitUntil('there is a dead letter', async () => {
      const channel = await system.openChannel();
      const message = await channel.get('jobs.dead', { noAck: true });
      await channel.close();
      return message || undefined;
    });
    expect(dead.properties.messageId).toBe(job.jobId);
    expect(dead.fields.routingKey).toBe('job.quickfix.acme.shop');
    expect(dead.properties.headers).toMatchObject({ 'x-attempt': 3 });
  });

  it('10. never works on a branch that another one works on, and has it at once when that one is killed', async () => {
    const [first, second] = [await system.startWorker(), await system.startWorker()];
    await Promise.all([first.untilReady(), second.untilReady()]);
    const jobs = [await system.put({ ms: 700, end: 'well' }), await system.put({ ms: 700, end: 'well' })];
    await Promise.all(jobs.map((job) => system.untilEvent(job, 'succeeded')));

    const spans = jobs.map(({ jobId }) => {
      const at = (kind: string) => Date.parse(system.eventsOf(jobId).find((event) => event.kind === kind)?.at ?? '');
      return { from: at('started'), to: at('succeeded') };
    });
    const [earlier, later] = spans.sort((a, b) => a.from - b.from);
    expect(later?.from).toBeGreaterThanOrEqual(earlier?.to ?? Infinity);

    const held = await system.put({ ms: 60_000, end: 'well' }, { issueNumber: 2 });
    await system.untilEvent(held, 'started');
    const source = system.sourceOf(held.jobId, 'started');
    const holder = [first, second].find(({ pid }) => source.endsWith(`/${pid}`));
    await holder?.kill();
    await waitUntil('the other one has it', () => system.eventsOf(held.jobId).filter(isStart).length === 2);
    await system.orders.cancel(held.jobId, 'octocat');
    await system.untilEvent(held, 'cancelled');
  });
});

const isStart = ({ kind }: { readonly kind: string }) => kind === 'started';
