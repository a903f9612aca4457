import { InvalidArgumentError } from 'commander';
import type { DeadLetter } from './dead-letter.js';

/** Which dead letters are meant; all of them when empty. */
export interface DeadLetterFilter {
  readonly id?: string | undefined;
  readonly repo?: string;
  readonly code?: string;
  /** Milliseconds. */
  readonly olderThan?: number;
}

const UNITS = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/**
 * `90s`, `30m`, `12h` or `7d` in milliseconds.
 * @throws InvalidArgumentError
 */
export function parseAge(text: string): number {
  const [, number, unit] = /^(\d+)([smhd])$/.exec(text) ?? [];
  if (!number || !unit) throw new InvalidArgumentError('It has to be like 90s, 30m, 12h or 7d.');
  return Number(number) * UNITS[unit as keyof typeof UNITS];
}

/** Whether a dead letter is meant; names are compared as GitHub does, regardless of case. */
export function isMeant(
  letter: DeadLetter,
  { id, repo, code, olderThan }: DeadLetterFilter,
  now = Date.now(),
): boolean {
  if (id !== undefined && letter.jobId.toLowerCase() !== id.toLowerCase()) return false;
  if (repo !== undefined && letter.repository?.toLowerCase() !== repo.toLowerCase()) return false;
  if (code !== undefined && letter.code !== code) return false;
  if (olderThan === undefined) return true;
  return letter.since !== null && now - Date.parse(letter.since) > olderThan;
}
