import type { Git } from './git.js';
import type { RemoteRepository } from './remote-repository.js';

export interface Push {
  readonly git: Git;
  readonly remote: RemoteRepository;
  readonly gitDirectory: string;
  readonly commit: string;
  readonly branch: string;
  /** Commit that the branch has to be at; empty when there must be no branch. */
  readonly expected: string;
}

/** Pushes a commit to a branch that nobody else has touched. Does nothing when the branch is at the commit already. */
export async function pushCommit(push: Push, signal: AbortSignal): Promise<void> {
  const { git, remote, gitDirectory, commit, branch, expected } = push;
  const lease = `--force-with-lease=refs/heads/${branch}:${expected}`;
  const refspec = `${commit}:refs/heads/${branch}`;
  const args = [`--git-dir=${gitDirectory}`, 'push', '--porcelain', lease, '--', remote.url, refspec];
  await git.run(args, { signal, remote, subject: branch });
}
