import type { RefineJob } from '@ai-coding-agent/contracts';
import { JobFailure } from '@ai-coding-agent/failures';
import { describe, expect, it } from 'vitest';
import type { Checkout, RemoteBranch } from '../ports/checkouts.js';
import { prepareRefine } from './prepare-refine.js';
import type { RefineTask } from './read-pull-request.js';

const JOB: RefineJob = {
  ...{ schemaVersion: 1, mode: 'refine', jobId: '6f9619ff-8b86-4d01-b42d-00cf4fc964ff', repository: 'acme/shop' },
  ...{
    pullRequestNumber: 7,
    instructions: 'rename it',
    requestedAt: '2026-01-01T00:00:00Z',
    origin: { channel: 'api' },
  },
};
const { signal } = new AbortController();
const taskOf = (isOpen: boolean): RefineTask => ({
  ...{ repository: 'acme/shop', base: 'feature', branch: 'feature', diff: '' },
  pullRequest: {
    ...{ number: 7, title: 'T', body: '', author: 'a', url: 'u', isOpen, isFromFork: false },
    ...{ head: 'feature', base: 'main' },
  },
});

/** Checkouts that find the branch like this, and count how many are on disk. */
const checkoutsOf = (remoteBranch: RemoteBranch) => {
  let onDisk = 0;
  const prepare = async () => {
    onDisk += 1;
    return { remoteBranch, remove: async () => void (onDisk -= 1) } as Checkout;
  };
  return { checkouts: { prepare }, onDisk: () => onDisk };
};

describe('the branch of a refine', () => {
  it('is prepared while the pull request is open', async () => {
    const tools = checkoutsOf({ state: 'ours', tip: 'a' });

    const prepared = await prepareRefine(JOB, taskOf(true), tools, { signal });

    expect(prepared).toMatchObject({ branch: 'feature', checkout: { remoteBranch: { tip: 'a' } } });
  });

  it('is prepared once the pull request is closed, for the job that pushed to it before', async () => {
    const tools = checkoutsOf({ state: 'same-job', tip: 'a', changedFiles: ['x'] });

    const prepared = await prepareRefine(JOB, taskOf(false), tools, { signal });

    expect(prepared.checkout.remoteBranch).toMatchObject({ state: 'same-job', tip: 'a' });
    expect(tools.onDisk()).toBe(1);
  });

  it('is left alone by every other job then, and nothing stays on disk', async () => {
    const tools = checkoutsOf({ state: 'ours', tip: 'a' });

    await expect(prepareRefine(JOB, taskOf(false), tools, { signal })).rejects.toMatchObject({
      code: 'pull-request-closed',
    });
    expect(tools.onDisk()).toBe(0);
  });

  it('may be gone with its pull request', async () => {
    const checkouts = { prepare: () => Promise.reject(new JobFailure('base-branch-not-found')) };

    await expect(prepareRefine(JOB, taskOf(false), { checkouts }, { signal })).rejects.toMatchObject({
      code: 'pull-request-closed',
    });
    await expect(prepareRefine(JOB, taskOf(true), { checkouts }, { signal })).rejects.toMatchObject({
      code: 'base-branch-not-found',
    });
  });
});
