import type { Repository } from '../world/repository.js';
import { runGit } from './run-git.js';

/**
 * The commit that `name` means: a branch, a tag, `HEAD`, or an id of at least four digits. git's own revision syntax is
 * not understood, so nothing that a caller writes becomes an option or an expression.
 */
export async function resolveCommit(repository: Repository, name: string): Promise<string | undefined> {
  const wanted = name === 'HEAD' ? `refs/heads/${repository.defaultBranch}` : name;
  for (const candidate of [wanted, `refs/${wanted}`, `refs/heads/${wanted}`, `refs/tags/${wanted}`]) {
    const commit = repository.refs.get(candidate);
    if (commit) return commit;
  }
  if (!/^[0-9a-f]{4,40}$/.test(wanted)) return undefined;
  try {
    return (await runGit(repository.directory, ['rev-parse', '--verify', '--quiet', `${wanted}^{commit}`])).trim();
  } catch {
    return undefined;
  }
}
