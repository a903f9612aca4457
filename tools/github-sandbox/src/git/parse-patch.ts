import type { Side } from '../world/pull-request.js';

/** One line of a file's patch. */
export interface PatchLine {
  readonly kind: 'hunk' | 'context' | 'added' | 'removed' | 'note';
  /** With its leading sign. */
  readonly text: string;
  /** Number before the change. */
  readonly left: number | undefined;
  /** Number after the change. */
  readonly right: number | undefined;
}

/** The lines of a file's patch with their numbers. */
export function parsePatch(patch: string): PatchLine[] {
  let [left, right] = [0, 0];
  return patch.split('\n').map((text): PatchLine => {
    const hunk = /^@@ -(\d+)(?:,\d+)? \+(\d+)/.exec(text);
    if (hunk) {
      [left, right] = [Number(hunk[1]), Number(hunk[2])];
      return { kind: 'hunk', text, left: undefined, right: undefined };
    }
    if (text.startsWith('+')) return { kind: 'added', text, left: undefined, right: right++ };
    if (text.startsWith('-')) return { kind: 'removed', text, left: left++, right: undefined };
    if (text.startsWith('\\')) return { kind: 'note', text, left: undefined, right: undefined };
    return { kind: 'context', text, left: left++, right: right++ };
  });
}

/** Where a line stands in its patch. */
export interface PatchPosition {
  /** Lines below the first hunk header. */
  readonly position: number;
  /** The hunk from its header to the line. */
  readonly diffHunk: string;
}

/** Finds line `line` of one side in a file's patch. */
export function findInPatch(patch: string, line: number, side: Side): PatchPosition | undefined {
  const lines = parsePatch(patch);
  const position = lines.findIndex((each) => (side === 'LEFT' ? each.left : each.right) === line);
  if (position < 0) return undefined;
  const hunk = lines.slice(0, position).findLastIndex((each) => each.kind === 'hunk');
  return { position, diffHunk: textOf(lines.slice(hunk, position + 1)) };
}

/** The other way round: the line at a position. */
export function lineAtPosition(patch: string, position: number): { line: number; side: Side } | undefined {
  const found = parsePatch(patch)[position];
  if (found?.right !== undefined) return { line: found.right, side: 'RIGHT' };
  return found?.left === undefined ? undefined : { line: found.left, side: 'LEFT' };
}

function textOf(lines: readonly PatchLine[]): string {
  return lines.map(({ text }) => text).join('\n');
}
