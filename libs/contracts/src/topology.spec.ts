import { describe, expect, it } from 'vitest';
import { JOB_MODES, topology } from './index.js';

const { queues, bindings, exchanges } = topology([15, 120, 900]);

describe('topology', () => {
  it('loses nothing on the way: every queue with work dead-letters at least once and refuses what is too much', () => {
    const moving = queues.filter((queue) => 'x-dead-letter-exchange' in queue.arguments);

    expect(moving.map(({ name }) => name)).toEqual([
      'quickfix.jobs',
      'refine.jobs',
      'jobs.retry.15s',
      'jobs.retry.120s',
      'jobs.retry.900s',
      'jobs.retry.busy',
    ]);
    for (const { arguments: args } of moving) {
      expect(args).toMatchObject({
        'x-queue-type': 'quorum',
        'x-dead-letter-strategy': 'at-least-once',
        'x-overflow': 'reject-publish',
      });
    }
  });

  it('binds nothing but its queue to an exchange that carries work, so that a missing queue is noticed', () => {
    for (const { queue } of Object.values(JOB_MODES)) {
      expect(bindings.filter((binding) => binding.queue === queue)).toHaveLength(1);
    }
    const work = exchanges.map(({ name }) => name).filter((name) => name === 'jobs' || name.startsWith('jobs.retry.'));
    for (const exchange of work) {
      const bound = bindings.filter((binding) => binding.exchange === exchange).map(({ queue }) => queue);
      expect(bound).not.toContain('job.events');
    }
  });

  it('lets every dead letter through to the queue and to the stream', () => {
    const bound = bindings.filter(({ exchange }) => exchange === 'jobs.dlx').map(({ queue }) => queue);

    expect(bound.sort()).toEqual(['job.events', 'jobs.dead']);
  });
});
