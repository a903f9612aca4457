import type { Stats } from 'node:fs';
import type { BytePath } from './byte-path.js';
import { hashBlob, type CheckoutFiles } from './checkout-files.js';
import { SYMLINK_MODE, type TrackedDirectory, type TrackedFile } from './tracked-files.js';

/** The state right after the checkout. */
export interface Baseline {
  readonly tracked: TrackedDirectory;
  /** When nobody but us had touched it yet: milliseconds by the clock of the file system. */
  readonly readyAt: number;
}

/** File systems keep times in steps of up to 10 ms; a file written in the last ones may be written again unseen. */
const CLOCK_STEP = 50;
/** Times come as numbers with a fraction that is cut off, in milliseconds. */
const ROUNDING = 0.01;
const INDEX_NUMBER = 2 ** 32;

/**
 * Whether nothing can have been written to the file since the checkout. Its mode does not matter. The time of the last
 * change of an inode can't be set back, so most files need not be read.
 */
export function isUntouched(file: TrackedFile, now: Stats, readyAt: number): boolean {
  return (
    now.isFile() &&
    now.size % INDEX_NUMBER === file.size &&
    Math.abs(now.ctimeMs - file.changed) < ROUNDING &&
    Math.abs(now.mtimeMs - file.modified) < ROUNDING &&
    now.ino % INDEX_NUMBER === file.inode &&
    file.changed < readyAt - CLOCK_STEP
  );
}

/**
 * Whether a tracked file holds what it held.
 * @throws when it can't be read
 */
export async function hasContent(
  files: CheckoutFiles,
  path: BytePath,
  file: TrackedFile,
  now: Stats,
): Promise<boolean> {
  if (now.isSymbolicLink()) return file.mode === SYMLINK_MODE && hashBlob(await files.readLink(path)) === file.oid;
  if (!now.isFile() || now.size % INDEX_NUMBER !== file.size) return false;
  return (await files.hash(path)) === file.oid;
}
