import { runGit } from './run-git.js';
import { splitPatch } from './split-patch.js';

export type FileStatus = 'added' | 'removed' | 'modified' | 'renamed' | 'changed';

export interface ChangedFile {
  readonly path: string;
  /** Where it came from, when it was renamed. */
  readonly previousPath: string | undefined;
  readonly status: FileStatus;
  /** Id of the blob now; before, when it was removed. */
  readonly sha: string;
  readonly additions: number;
  readonly deletions: number;
  /** Hunks without the header; undefined for binary files and pure renames. */
  readonly patch: string | undefined;
}

const STATUS: Record<string, FileStatus> = { A: 'added', D: 'removed', M: 'modified', R: 'renamed', T: 'changed' };
const DIFF = ['diff', '--no-ext-diff', '--no-textconv', '--no-color', '-M'];

/** Unified diff from one commit (or tree) to another. */
export function readDiff(directory: string, from: string, to: string): Promise<string> {
  return runGit(directory, [...DIFF, from, to, '--']);
}

/** What differs between two commits (or trees), sorted by path. */
export async function readChangedFiles(directory: string, from: string, to: string): Promise<ChangedFile[]> {
  const [listed, diff] = await Promise.all([
    runGit(directory, [...DIFF, '--raw', '--no-abbrev', '--numstat', '-z', from, to, '--']),
    readDiff(directory, from, to),
  ]);
  const { files, counts } = parseListing(listed.split('\0'));
  const patches = splitPatch(diff);
  let at = 0;
  return files.map((file, index) => {
    if (file.status === 'changed') at++; // a file that became a link is a removal and an addition in the diff
    return { ...file, ...(counts[index] ?? NO_LINES), patch: patches[at++] };
  });
}

type Listed = Omit<ChangedFile, 'additions' | 'deletions' | 'patch'>;
const NO_LINES = { additions: 0, deletions: 0 };

/** `--raw` comes first, then `--numstat`, in the same order. */
function parseListing(tokens: string[]) {
  const files: Listed[] = [];
  const counts: (typeof NO_LINES)[] = [];
  let at = 0;
  const next = () => tokens[at++] ?? '';
  while (tokens[at]?.startsWith(':')) {
    const [, , before = '', after = '', letter = ''] = next().split(' ');
    const renamed = letter.startsWith('R');
    const previousPath = renamed ? next() : undefined;
    const sha = letter === 'D' ? before : after;
    files.push({ path: next(), previousPath, status: STATUS[letter.charAt(0)] ?? 'changed', sha });
  }
  for (const { previousPath } of files) {
    const [added = '', removed = ''] = next().split('\t');
    if (previousPath !== undefined) at += 2; // both paths follow as tokens of their own
    counts.push({ additions: Number(added) || 0, deletions: Number(removed) || 0 }); // `-` for binary files
  }
  return { files, counts };
}
