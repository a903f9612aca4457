import type { Stats } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { isUntouched } from './is-untouched.js';
import type { TrackedFile } from './tracked-files.js';

const READY_AT = 1_700_000_001_000;
const WRITTEN_AT = 1_700_000_000_000.125;
const FILE: TrackedFile = { mode: 0o100644, oid: '', size: 5, inode: 7, modified: WRITTEN_AT, changed: WRITTEN_AT };

/** What the file system says, with differences. */
function stats(differences: Partial<Stats> = {}): Stats {
  const same = { size: 5, ino: 7, mtimeMs: WRITTEN_AT, ctimeMs: WRITTEN_AT, isFile: () => true };
  return { ...same, ...differences } as Stats;
}

describe('isUntouched', () => {
  it('is true when the file system says the same as right after the checkout', () => {
    expect(isUntouched(FILE, stats({ ctimeMs: WRITTEN_AT + 0.001 }), READY_AT)).toBe(true);
  });

  it.each([
    ['size', { size: 6 }],
    ['inode', { ino: 8 }],
    ['time of its content', { mtimeMs: WRITTEN_AT + 4 }],
    ['time of its inode', { ctimeMs: WRITTEN_AT + 4 }],
    ['kind', { isFile: () => false }],
  ])('is false when the file has another %s', (_, differences) => {
    expect(isUntouched(FILE, stats(differences), READY_AT)).toBe(false);
  });

  it('is false when the file was written so late that the agent’s edits could have the same time', () => {
    expect(isUntouched(FILE, stats(), WRITTEN_AT + 10)).toBe(false);
  });

  it('knows sizes and inodes beyond the 32 bits of the index', () => {
    expect(isUntouched(FILE, stats({ size: 2 ** 32 + 5, ino: 2 ** 40 + 7 }), READY_AT)).toBe(true);
  });
});
