import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { listJobs } from '../jobs/list-jobs.js';
import { JobIndex, placeOf } from './job-index.js';
import type { JobState } from './job-state.js';

function job({ jobId = randomUUID(), second = 0, issueNumber = 1, ...more }: Wishes = {}): JobState {
  const requestedAt = new Date(1_767_225_600_000 + second * 1_000).toISOString();
  const queued = { mode: 'quickfix', repository: 'Acme/Shop', issueNumber, requestedAt } as const;
  return { jobId, job: queued, status: 'queued', stage: null, attempt: 1, ...more };
}
type Wishes = Partial<JobState> & { readonly second?: number; readonly issueNumber?: number };

function indexOf(jobs: readonly JobState[], maxEnded = 100): JobIndex {
  const index = new JobIndex(maxEnded);
  for (const each of jobs) index.put(each);
  return index;
}

describe('the index of jobs', () => {
  it('keeps jobs in the order of their requests, whatever comes when and is forgotten', () => {
    const jobs = fc.array(
      fc.record({
        second: fc.integer({ min: 0, max: 20 }),
        issueNumber: fc.integer({ min: 1, max: 3 }),
        ends: fc.boolean(),
      }),
      { maxLength: 60 },
    );
    fc.assert(
      fc.property(jobs, (wishes) => {
        const index = new JobIndex(5);
        let kept: JobState[] = [];
        for (const { second, issueNumber, ends } of wishes) {
          const queued = job({ second, issueNumber });
          index.put(queued);
          const now: JobState = ends ? { ...queued, status: 'succeeded' } : queued;
          const forgotten = index.put(now);
          kept = [...kept, now].filter(({ jobId }) => !forgotten.includes(jobId));
        }
        const sorted = (states: JobState[]) => states.toSorted((a, b) => (placeOf(a) < placeOf(b) ? 1 : -1));
        expect(kept.filter(({ status }) => status === 'succeeded').length).toBeLessThanOrEqual(5);
        expect([...index.newestFirst()]).toEqual(sorted(kept));
        const ofFirst = kept.filter((state) => state.job.issueNumber === 1);
        expect([...index.ofThread('acme/shop', 1)]).toEqual(sorted(ofFirst));
      }),
    );
  });

  it('finds a job by the pull request that it opened as well, and forgets both', () => {
    const running = job({ status: 'running' });
    const index = indexOf([running], 1);
    const result = { outcome: 'pull_request_opened', pullRequestNumber: 7, changedFiles: [] } as const;

    index.put({ ...running, status: 'succeeded', result });
    expect([...index.ofThread('acme/shop', 7)].map(({ jobId }) => jobId)).toEqual([running.jobId]);

    index.put(job({ issueNumber: 9, status: 'failed' }));
    expect([...index.ofThread('acme/shop', 7), ...index.ofThread('acme/shop', 1)]).toEqual([]);
    expect(index.threads).toBe(1);
  });

  it('moves a job whose request turns out to be of another time', () => {
    const [early, late] = [job({ second: 1 }), job({ second: 2 })];
    const index = indexOf([early, late]);

    index.put({ ...early, job: job({ second: 3 }).job });

    expect([...index.newestFirst()].map(({ jobId }) => jobId)).toEqual([early.jobId, late.jobId]);
  });

  it('looks at no more jobs than a page has, however many there are', () => {
    let looks = 0;
    const watched = function* (states: Iterable<JobState>) {
      for (const state of states) {
        looks += 1;
        yield state;
      }
    };
    const index = indexOf(Array.from({ length: 5_000 }, (_, second) => job({ second })));
    const view = { newestFirst: (after?: string) => watched(index.newestFirst(after)) };

    const first = listJobs(view, { limit: 20 });
    const cursor = Buffer.from(String(first.nextCursor), 'base64url').toString();
    const second = listJobs(view, { limit: 20, after: cursor });

    expect(looks).toBe(42);
    const seconds = [...first.jobs, ...second.jobs].map(({ job: { requestedAt } }) => requestedAt);
    expect(seconds).toEqual(Array.from({ length: 40 }, (_, i) => job({ second: 4_999 - i }).job.requestedAt));
  });
});
