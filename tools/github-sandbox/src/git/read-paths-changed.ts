import { runGit } from './run-git.js';

/** Paths that one commit added, removed and modified. */
export async function readPathsChanged(directory: string, commit: string) {
  const args = ['diff-tree', '--root', '--no-commit-id', '--no-renames', '--name-status', '-r', '-z', commit];
  const tokens = (await runGit(directory, args)).split('\0');
  const paths = { added: [] as string[], removed: [] as string[], modified: [] as string[] };
  for (let at = 0; at + 1 < tokens.length; at += 2) {
    const [status, path = ''] = [tokens[at], tokens[at + 1]];
    const kind = status === 'A' ? 'added' : status === 'D' ? 'removed' : 'modified';
    paths[kind].push(path);
  }
  return paths;
}
