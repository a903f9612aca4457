import type { AddedText, Change } from '@ai-coding-agent/job-pipeline';
import { toBytePath } from './byte-path.js';
import type { ChangedContents } from './changed-contents.js';
import type { ObjectReader } from './object-reader.js';
import type { TrackedDirectory } from './tracked-files.js';
import { addedLines } from './added-lines.js';
import { unifiedDiff, type DiffSide } from './unified-diff.js';

export interface DiffSources {
  readonly tracked: TrackedDirectory;
  readonly contents: ChangedContents;
  readonly objects: ObjectReader;
}

/** Files that are longer, in bytes, are treated like binary ones. */
const MAX_SHOWN_BYTES = 8 * 1024 * 1024;
/** Stands for the mode of what is not shown. */
const FILE_MODE = 0o100644;

/** The differences of all changes, one after the other. */
export async function diffChanges(changes: readonly Change[], sources: DiffSources): Promise<string> {
  const diffs: string[] = [];
  for (const change of changes) {
    diffs.push(await unifiedDiff(change.path, await sideBefore(change, sources), await sideNow(change, sources)));
  }
  return diffs.join('');
}

/** What the changes add, file by file. */
export async function addedTexts(changes: readonly Change[], sources: DiffSources): Promise<AddedText[]> {
  const added: AddedText[] = [];
  for (const change of changes) {
    const now = await sideNow(change, sources);
    if (!now) continue;
    const text = await addedLines(await sideBefore(change, sources), now);
    added.push({ path: change.path, text });
  }
  return added;
}

async function sideBefore(change: Change, { tracked, objects }: DiffSources): Promise<DiffSide | undefined> {
  if (change.kind === 'added') return undefined;
  const file = tracked.find(toBytePath(change.path));
  const isShown = file && change.type !== 'other' && file.size <= MAX_SHOWN_BYTES;
  return { mode: file?.mode ?? FILE_MODE, content: isShown ? await objects.read(file.oid) : undefined };
}

async function sideNow(change: Change, { tracked, contents }: DiffSources): Promise<DiffSide | undefined> {
  if (change.kind === 'deleted') return undefined;
  const isShown = change.type !== 'other' && change.size <= MAX_SHOWN_BYTES;
  if (isShown) return contents.read(change, MAX_SHOWN_BYTES);
  return { mode: tracked.find(toBytePath(change.path))?.mode ?? FILE_MODE, content: undefined };
}
