import { JobFailure } from '@ai-coding-agent/failures';
import type { Change } from '../ports/checkouts.js';

/** Largest change that is pushed. */
const MAX_FILES = 100;
const MAX_FILE_BYTES = 1_000_000;

/**
 * Refuses the whole change when any part of it must not be pushed, also when the rest is good.
 * @throws JobFailure `protected-path`, `link-added`, `change-too-large`
 */
export async function guardChanges(changes: readonly Change[]): Promise<void> {
  for (const { path, type, size } of changes) {
    if (isProtected(path)) throw new JobFailure('protected-path', { detail: path });
    if (type !== 'file') throw new JobFailure('link-added', { detail: path });
    if (size > MAX_FILE_BYTES) throw new JobFailure('change-too-large', { detail: `${path} has ${size} bytes` });
  }
  if (changes.length > MAX_FILES) {
    throw new JobFailure('change-too-large', { detail: `${changes.length} files; at most ${MAX_FILES} are allowed` });
  }
}

/** File systems that know no case would take `.GIT` for `.git`. */
function isProtected(path: string): boolean {
  const parts = path.toLowerCase().split('/');
  return (
    parts.includes('.git') ||
    parts.at(-1) === '.gitmodules' ||
    (parts[0] === '.github' && parts[1] === 'workflows') ||
    parts.includes('..')
  );
}
