import { structuredPatch, type StructuredPatch } from 'diff';
import { quotePath } from './quote-path.js';

/** One side of a difference: a file as it is stored. Its content is absent when it is not to be shown. */
export interface DiffSide {
  readonly mode: number;
  readonly content: Buffer | undefined;
}

/** How long to look for the shortest difference of one file, in milliseconds; after that, any will do. */
const PATIENCE = 1000;
/** As git: bytes at the beginning in which a zero makes the file a binary one. */
const SNIFFED_BYTES = 8000;

/** The difference of one file in git's format; `before` is absent for a new file, `after` for a deleted one. */
export async function unifiedDiff(path: string, before?: DiffSide, after?: DiffSide): Promise<string> {
  const [from, to] = [quotePath(`a/${path}`), quotePath(`b/${path}`)];
  const head = [`diff --git ${from} ${to}`, ...modeLines(before, after)];
  const names: [string, string] = [before ? from : '/dev/null', after ? to : '/dev/null'];
  if (isOpaque(before) || isOpaque(after)) {
    return [...head, `Binary files ${names[0]} and ${names[1]} differ`, ''].join('\n');
  }
  const decode = decoderFor(before, after);
  const hunks = await findHunks(decode(before), decode(after));
  if (hunks.length === 0) return [...head, ''].join('\n');
  // A name with spaces ends at a tab, for the readers of patches.
  const [fromName, toName] = names.map((name) => (name.includes(' ') && !name.startsWith('"') ? `${name}\t` : name));
  return [...head, `--- ${fromName}`, `+++ ${toName}`, ...hunks.flatMap(hunkLines), ''].join('\n');
}

type Hunk = StructuredPatch['hunks'][number];

function modeLines(before: DiffSide | undefined, after: DiffSide | undefined): string[] {
  const octal = ({ mode }: DiffSide): string => mode.toString(8).padStart(6, '0');
  if (!before) return after ? [`new file mode ${octal(after)}`] : [];
  if (!after) return [`deleted file mode ${octal(before)}`];
  return before.mode === after.mode ? [] : [`old mode ${octal(before)}`, `new mode ${octal(after)}`];
}

function isOpaque(side: DiffSide | undefined): boolean {
  if (!side) return false;
  return side.content === undefined || side.content.subarray(0, SNIFFED_BYTES).includes(0);
}

/** Text that is no UTF-8 on either side is shown byte by byte: else two different bytes could look the same. */
function decoderFor(...sides: readonly (DiffSide | undefined)[]): (side: DiffSide | undefined) => string {
  const isUtf8 = sides.every((side) => !side?.content || side.content.equals(Buffer.from(side.content.toString())));
  return (side) => side?.content?.toString(isUtf8 ? 'utf8' : 'latin1') ?? '';
}

async function findHunks(before: string, after: string): Promise<readonly Hunk[]> {
  const patch = await new Promise<StructuredPatch | undefined>((resolve) => {
    structuredPatch('', '', before, after, '', '', { context: 3, timeout: PATIENCE, callback: resolve });
  });
  return patch?.hunks ?? [replaceAll(splitLines(before), splitLines(after))];
}

/** All old lines out, all new lines in. */
function replaceAll(before: readonly string[], after: readonly string[]): Hunk {
  return {
    oldStart: 1,
    oldLines: before.length,
    newStart: 1,
    newLines: after.length,
    lines: [...before.flatMap((line) => marked('-', line)), ...after.flatMap((line) => marked('+', line))],
  };
}

function splitLines(text: string): string[] {
  return text === '' ? [] : text.split(/(?<=\n)/);
}

function marked(mark: string, line: string): string[] {
  return line.endsWith('\n') ? [mark + line.slice(0, -1)] : [mark + line, '\\ No newline at end of file'];
}

function hunkLines({ oldStart, oldLines, newStart, newLines, lines }: Hunk): string[] {
  const range = (start: number, count: number): string => {
    if (count === 0) return `${start - 1},0`;
    return count === 1 ? `${start}` : `${start},${count}`;
  };
  return [`@@ -${range(oldStart, oldLines)} +${range(newStart, newLines)} @@`, ...lines];
}
