import { describe, expect, it } from 'vitest';
import { isDeaf } from './is-deaf.js';

describe('a worker', () => {
  it('is deaf after a minute without a consumer although it could have one', () => {
    expect(isDeaf(0, [0, 0], 60_000)).toBe(false);
    expect(isDeaf(0, [0, 0], 60_001)).toBe(true);
  });

  it('is not deaf while jobs arrive, while the broker is away or while its queue is missing', () => {
    expect(isDeaf(undefined, [0, 0], 1e9)).toBe(false);
    expect(isDeaf(0, [undefined, 0], 1e9)).toBe(false);
    expect(isDeaf(0, [0, undefined], 1e9)).toBe(false);
  });

  it('gets its minute anew when the broker or the queue comes back', () => {
    expect(isDeaf(0, [100_000, 0], 160_000)).toBe(false);
    expect(isDeaf(0, [0, 100_000], 160_001)).toBe(true);
  });
});
