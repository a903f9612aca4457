import { commitFiles } from '../actions/commit-files.js';
import { syncRefs } from '../actions/sync-refs.js';
import { readCommits, type Commit } from '../git/read-commits.js';
import { readBlob, readEntry } from '../git/read-tree.js';
import { refusePushes } from '../git/refuse-pushes.js';
import { resolveCommit } from '../git/resolve-commit.js';
import { runGit } from '../git/run-git.js';
import type { FileChanges } from '../git/write-commit.js';
import type { World } from '../world/world.js';
import { accountNamed, repositoryNamed } from './lookup.js';

export interface CommitOptions {
  readonly message?: string;
  /** Login of who pushes; `octocat` when absent. */
  readonly by?: string;
  /** Name in the commit, when it differs from the login. */
  readonly author?: string;
  readonly email?: string;
  readonly date?: Date;
  /** Branch that a new branch starts from; the default branch when absent. */
  readonly from?: string;
}

export type GitApi = ReturnType<typeof gitApi>;

/** Branches, commits and files, as if somebody had pushed. */
export function gitApi(world: World) {
  const commitOf = async (repository: string, ref: string): Promise<string> => {
    const commit = await resolveCommit(repositoryNamed(world, repository), ref);
    if (!commit) throw new Error(`${repository} has no ${ref}`);
    return commit;
  };

  return {
    /**
     * Commits files to a branch; null removes a file. A branch that does not exist is made.
     * @returns the id of the commit
     */
    commitFiles(repository: string, branch: string, files: FileChanges, options: CommitOptions = {}): Promise<string> {
      const { by, message = 'Change files', ...text } = options;
      const sender = accountNamed(world, by);
      return commitFiles(world, repositoryNamed(world, repository), branch, files, sender, { message, ...text });
    },

    async deleteBranch(repository: string, branch: string, by?: string): Promise<void> {
      const found = repositoryNamed(world, repository);
      await runGit(found.directory, ['update-ref', '-d', `refs/heads/${branch}`]);
      await syncRefs(world, found, accountNamed(world, by));
    },

    /** Lets a branch point to what another ref points to, as a forced push does. */
    async moveBranch(repository: string, branch: string, to: string, by?: string): Promise<void> {
      const found = repositoryNamed(world, repository);
      await runGit(found.directory, ['update-ref', `refs/heads/${branch}`, await commitOf(repository, to)]);
      await syncRefs(world, found, accountNamed(world, by));
    },

    /** Refuses every push to a branch, as branch protection does. */
    async protectBranch(repository: string, branch: string): Promise<void> {
      const { directory, protectedBranches } = repositoryNamed(world, repository);
      protectedBranches.add(branch);
      await refusePushes(directory, protectedBranches);
    },

    /** Commit by name of every branch. */
    branches(repository: string): Record<string, string> {
      const heads = [...repositoryNamed(world, repository).refs].filter(([ref]) => ref.startsWith('refs/heads/'));
      return Object.fromEntries(heads.map(([ref, commit]) => [ref.slice('refs/heads/'.length), commit]));
    },

    /** The text of a file; undefined when there is no such file. */
    async readFile(repository: string, ref: string, path: string): Promise<string | undefined> {
      const { directory } = repositoryNamed(world, repository);
      const entry = await readEntry(directory, await commitOf(repository, ref), path);
      return entry?.type === 'blob' ? (await readBlob(directory, entry.sha)).toString() : undefined;
    },

    /** Commits that a ref reaches, newest first. */
    async log(repository: string, ref: string): Promise<Commit[]> {
      return readCommits(repositoryNamed(world, repository).directory, await commitOf(repository, ref));
    },

    /** Folder of the bare repository on this machine. */
    gitDirectory(repository: string): string {
      return repositoryNamed(world, repository).directory;
    },
  };
}
