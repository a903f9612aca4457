import { describe, expect, it } from 'vitest';
import { hasEnded, type JobState } from '../view/job-state.js';
import { beginningOf, knownJob } from './known-job.js';

const JOB_ID = '6f9619ff-8b86-4d01-b42d-00cf4fc964ff';
const stateOf = (status: string) => ({ status }) as JobState;

/** A view that knows the first of these, and the second one once it has read on. */
function viewOf(before: JobState | undefined, after: JobState | undefined, trouble?: Error) {
  let readings = 0;
  return {
    isCaughtUp: true,
    find: () => (readings > 0 ? after : before),
    firstOffsetOf: () => (readings > 0 && after ? 7 : undefined),
    untilCurrent: async () => {
      if (trouble) throw trouble;
      readings += 1;
    },
    readings: () => readings,
  };
}

describe('knownJob', () => {
  it('takes what is known, and reads nothing for it', async () => {
    const view = viewOf(stateOf('queued'), undefined);

    expect(await knownJob(view, JOB_ID)).toEqual(stateOf('queued'));
    expect(view.readings()).toBe(0);
  });

  it('reads on before it says that a job is unknown, or not in the state that is hoped for', async () => {
    expect(await knownJob(viewOf(undefined, stateOf('queued')), JOB_ID)).toEqual(stateOf('queued'));
    const running = viewOf(stateOf('running'), stateOf('succeeded'));
    expect(await knownJob(running, JOB_ID, hasEnded)).toEqual(stateOf('succeeded'));
    const still = viewOf(stateOf('running'), stateOf('running'));
    expect(await knownJob(still, JOB_ID, hasEnded)).toEqual(stateOf('running'));
    await expect(knownJob(viewOf(undefined, undefined), JOB_ID)).rejects.toMatchObject({ code: 'job-not-found' });
  });

  it('does not take an outage for an answer', async () => {
    const deaf = viewOf(undefined, stateOf('queued'), new Error('the broker is away'));
    const starting = { ...viewOf(undefined, stateOf('queued')), isCaughtUp: false };

    for (const view of [deaf, starting])
      await expect(knownJob(view, JOB_ID)).rejects.toMatchObject({ code: 'not-ready', status: 503 });
  });

  it('reads nothing for what can’t be the id of a job', async () => {
    const view = viewOf(undefined, stateOf('queued'));

    await expect(knownJob(view, 'no-id')).rejects.toMatchObject({ code: 'job-not-found' });
    expect(view.readings()).toBe(0);
  });
});

describe('beginningOf', () => {
  it('reads on until the job has a place', async () => {
    expect(await beginningOf(viewOf(stateOf('queued'), stateOf('queued')), JOB_ID)).toBe(7);
    await expect(beginningOf(viewOf(undefined, undefined), JOB_ID)).rejects.toMatchObject({ code: 'job-not-found' });
  });
});
