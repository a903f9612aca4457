import { GitError, runGit } from './run-git.js';

/** The tree of a merge, `conflict`, or `unknown` when git is older than 2.38 and can't tell. */
export type MergeOutcome = { readonly tree: string } | 'conflict' | 'unknown';

/** Merges two commits without touching a branch. */
export async function mergeTrees(directory: string, base: string, head: string): Promise<MergeOutcome> {
  try {
    const output = await runGit(directory, ['merge-tree', '--write-tree', '--no-messages', base, head]);
    return { tree: output.trim() };
  } catch (error) {
    if (!(error instanceof GitError)) throw error;
    return error.exitCode === 1 ? 'conflict' : 'unknown';
  }
}
