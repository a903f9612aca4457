import { writeBareGitDirectory } from './bare-git-directory.js';
import type { BranchRequest } from './list-branch-commits.js';

/** A commit of the branch. */
export interface BranchCommit {
  readonly id: string;
  /** How many commits of the branch are newer. */
  readonly depth: number;
}

/** Paths that a commit changed against its parent, sorted. */
export async function listCommitFiles(
  { git, remote, folder, branch }: BranchRequest,
  { id, depth }: BranchCommit,
  signal: AbortSignal,
): Promise<string[]> {
  const directory = folder.scratch();
  await writeBareGitDirectory({ directory });
  const fetch = [
    `--git-dir=${directory}`,
    'fetch',
    '--quiet',
    '--no-tags',
    '--filter=blob:none',
    `--depth=${depth + 2}`,
  ];
  await git.run([...fetch, '--', remote.url, `+refs/heads/${branch}:refs/branch`], { signal, remote, subject: branch });
  const names = ['-r', '-z', '--root', '--no-commit-id', '--no-renames', '--name-only'];
  const { text } = await git.run([`--git-dir=${directory}`, 'diff-tree', ...names, id], { signal });
  return text.split('\0').slice(0, -1);
}
