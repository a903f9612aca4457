import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { CommentedJob, JobComments } from '../ports/job-comments.js';
import { LiveComments } from './live-comments.js';

const JOB: CommentedJob = { jobId: 'one', repository: 'acme/shop', requestedAt: '' };
const INTERVAL_MS = 60;

/** A forge that takes its time, and says when two writes of one comment overlap. */
class SlowForge implements JobComments {
  readonly texts: string[] = [];
  readonly overlaps: string[] = [];
  readonly #writing = new Set<string>();
  failing = 0;

  constructor(readonly latencyMs: number) {}

  async put({ jobId }: CommentedJob, _number: number, text: string): Promise<string> {
    if (this.#writing.has(jobId)) this.overlaps.push(text);
    this.#writing.add(jobId);
    await sleep(this.latencyMs);
    this.#writing.delete(jobId);
    if ((this.failing -= 1) >= 0) throw new Error('refused');
    this.texts.push(text);
    return 'address';
  }
}

function live(latencyMs: number) {
  const forge = new SlowForge(latencyMs);
  const lost: unknown[] = [];
  return { forge, lost, comments: new LiveComments(forge, (error) => lost.push(error), INTERVAL_MS) };
}

describe('LiveComments', () => {
  it('shows the first at once, then the latest of what comes too fast', async () => {
    const { forge, comments } = live(1);

    for (const text of ['a', 'b', 'c']) comments.show(JOB, 1, text);
    await sleep(INTERVAL_MS * 3);

    expect(forge.texts).toEqual(['a', 'c']);
  });

  it('lets the final text win over what is being written and what waits', async () => {
    const { forge, comments } = live(30);

    for (const text of ['a', 'b', 'c']) comments.show(JOB, 1, text);
    expect(await comments.put(JOB, 1, 'final')).toBe('address');
    await sleep(INTERVAL_MS * 3);

    expect(forge.texts).toEqual(['a', 'final']);
    expect(forge.overlaps).toEqual([]);
  });

  it('never writes one comment twice at a time, and does not let comments wait for each other', async () => {
    const { forge, comments } = live(5);
    const other = { ...JOB, jobId: 'two' };

    for (let i = 0; i < 40; i += 1) {
      comments.show(JOB, 1, `one ${i}`);
      comments.show(other, 1, `two ${i}`);
      if (i % 10 === 9) await Promise.all([comments.put(JOB, 1, `put one ${i}`), comments.put(JOB, 1, `again ${i}`)]);
      await sleep(3);
    }
    await comments.put(JOB, 1, 'one final');
    await comments.put(other, 1, 'two final');
    await sleep(INTERVAL_MS * 2);

    expect(forge.overlaps).toEqual([]);
    const lastOf = (start: string) => forge.texts.findLast((text) => text.startsWith(start));
    expect([lastOf('one'), lastOf('two')]).toEqual(['one final', 'two final']);
  });

  it('tells of progress that is lost, goes on, and throws what a final text throws', async () => {
    const { forge, lost, comments } = live(1);
    forge.failing = 1;

    comments.show(JOB, 1, 'a');
    comments.show(JOB, 1, 'b');
    await sleep(INTERVAL_MS * 3);
    forge.failing = 1;

    expect(lost).toHaveLength(1);
    expect(forge.texts).toEqual(['b']);
    await expect(comments.put(JOB, 1, 'final')).rejects.toThrow('refused');
    await comments.put(JOB, 1, 'final');
    expect(forge.texts).toEqual(['b', 'final']);
  });

  it('settles: waits for what is being written, and shows nothing more', async () => {
    const { forge, comments } = live(30);

    comments.show(JOB, 1, 'a');
    comments.show(JOB, 1, 'b');
    await comments.settle(JOB.jobId);
    expect(forge.texts).toEqual(['a']);
    await sleep(INTERVAL_MS * 2);

    expect(forge.texts).toEqual(['a']);
  });
});
