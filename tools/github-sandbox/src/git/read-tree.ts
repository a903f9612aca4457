import { GitError, runGit, runGitBytes } from './run-git.js';

export interface TreeEntry {
  readonly mode: string;
  readonly type: 'blob' | 'tree' | 'commit';
  readonly sha: string;
  /** Bytes; 0 for what is no blob. */
  readonly size: number;
  /** From the root of the repository. */
  readonly path: string;
}

/** The entry at `path`, without a slash at the end. */
export async function readEntry(directory: string, commit: string, path: string): Promise<TreeEntry | undefined> {
  const [entry] = await listTree(directory, commit, ['--', path]);
  return entry?.path === path ? entry : undefined;
}

/** What is in the folder `path`; the root when it is empty. */
export function readFolder(directory: string, commit: string, path: string): Promise<TreeEntry[]> {
  return listTree(directory, commit, path ? ['--', `${path}/`] : []);
}

/** Bytes of a blob. */
export function readBlob(directory: string, sha: string): Promise<Buffer> {
  return runGitBytes(directory, ['cat-file', 'blob', sha]);
}

async function listTree(directory: string, commit: string, rest: readonly string[]): Promise<TreeEntry[]> {
  try {
    const output = await runGit(directory, [
      '--literal-pathspecs',
      'ls-tree',
      '-z',
      '-l',
      '--full-tree',
      commit,
      ...rest,
    ]);
    return output.split('\0').filter(Boolean).map(toEntry);
  } catch (error) {
    if (error instanceof GitError) return []; // a path that no repository can have
    throw error;
  }
}

function toEntry(line: string): TreeEntry {
  const tab = line.indexOf('\t');
  const [mode = '', type = '', sha = '', size = ''] = line.slice(0, tab).split(/ +/);
  return { mode, type: type as TreeEntry['type'], sha, size: Number(size) || 0, path: line.slice(tab + 1) };
}
