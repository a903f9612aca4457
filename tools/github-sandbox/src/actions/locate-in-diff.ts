import { mergeBase } from '../git/merge-base.js';
import { findInPatch, type PatchPosition } from '../git/parse-patch.js';
import { readChangedFiles } from '../git/read-changed-files.js';
import type { DiffPlace, PullRequest } from '../world/pull-request.js';

/** What is wrong with a place in a diff. */
export type Misplaced = 'path is invalid' | 'line must be part of the diff' | 'start_line must be part of the diff';

/** Finds a place in the diff of a pull request. */
export async function locateInDiff(pull: PullRequest, place: DiffPlace): Promise<PatchPosition | Misplaced> {
  const { directory } = pull.issue.repository;
  const from = await mergeBase(directory, pull.base.sha, pull.head.sha);
  const files = await readChangedFiles(directory, from ?? pull.base.sha, pull.head.sha);
  const file = files.find(({ path }) => path === place.path);
  if (!file) return 'path is invalid';
  if (place.line === undefined) return { position: 1, diffHunk: '' };
  const { patch = '' } = file;
  const { startLine, startSide = place.side } = place;
  if (startLine !== undefined && !findInPatch(patch, startLine, startSide))
    return 'start_line must be part of the diff';
  return findInPatch(patch, place.line, place.side) ?? 'line must be part of the diff';
}
