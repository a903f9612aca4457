import type { Stats } from 'node:fs';
import type { Change } from '@ai-coding-agent/job-pipeline';
import { SUBMODULE_MODE, SYMLINK_MODE, type TrackedFile } from './tracked-files.js';

/** What a tracked file was in the base commit. */
export function typeBefore({ mode }: TrackedFile): Change['type'] {
  if (mode === SUBMODULE_MODE) return 'other';
  return mode === SYMLINK_MODE ? 'symlink' : 'file';
}

/** What a changed file is now. A tracked link is a plain file on disk, and is a link nevertheless. */
export function typeNow(stats: Stats, tracked?: TrackedFile): Change['type'] {
  if (stats.isFile()) return tracked?.mode === SYMLINK_MODE ? 'symlink' : 'file';
  return stats.isSymbolicLink() ? 'symlink' : 'other';
}
