import { unifiedDiff, type DiffSide } from './unified-diff.js';

/** The lines of a file that were not there before; all of its bytes, as Latin-1, when it is no text. */
export async function addedLines(before: DiffSide | undefined, now: DiffSide): Promise<string> {
  const lines = (await unifiedDiff('file', before, now)).split('\n');
  const firstHunk = lines.findIndex((line) => line.startsWith('@@'));
  if (firstHunk < 0) return now.content?.toString('latin1') ?? '';
  return lines
    .slice(firstHunk)
    .filter((line) => line.startsWith('+'))
    .map((line) => line.slice(1))
    .join('\n');
}
