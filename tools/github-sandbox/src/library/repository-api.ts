import { commitFiles } from '../actions/commit-files.js';
import { createRepository } from '../actions/create-repository.js';
import type { FileChanges } from '../git/write-commit.js';
import type { World } from '../world/world.js';
import { accountNamed, DEFAULT_AUTHOR, repositoryNamed } from './lookup.js';

export interface RepositoryOptions {
  /** `main` when absent. */
  readonly defaultBranch?: string;
  /** Of the first commit; a README when absent. No files at all leave the repository empty. */
  readonly files?: FileChanges;
  readonly private?: boolean;
  readonly description?: string;
  readonly message?: string;
}

export type RepositoryApi = ReturnType<typeof repositoryApi>;

/** Repositories and forks. */
export function repositoryApi(world: World) {
  const ownerNamed = (login: string) =>
    world.accounts.get(login.toLowerCase()) ?? world.addAccount(login, 'Organization');

  return {
    /**
     * Makes a repository with one commit.
     * @param fullName `OWNER/NAME`; an owner that does not exist becomes an organization
     */
    async createRepository(fullName: string, options: RepositoryOptions = {}): Promise<void> {
      const [owner = '', name = ''] = fullName.split('/');
      const { files = { 'README.md': `# ${name}\n` }, message = 'Initial commit' } = options;
      const repository = await createRepository(world, ownerNamed(owner), name, options);
      if (Object.keys(files).length === 0) return;
      const author = accountNamed(world, DEFAULT_AUTHOR);
      await commitFiles(world, repository, repository.defaultBranch, files, author, { message });
    },

    /**
     * Forks a repository into another account.
     * @returns `OWNER/NAME` of the fork
     */
    async fork(repository: string, login: string): Promise<string> {
      const parent = repositoryNamed(world, repository);
      await createRepository(world, accountNamed(world, login), parent.name, { parent });
      return `${login}/${parent.name}`;
    },

    /** Archives, hides, or changes the default branch. */
    updateRepository(
      repository: string,
      changes: { readonly archived?: boolean; readonly private?: boolean; readonly defaultBranch?: string },
    ): void {
      Object.assign(repositoryNamed(world, repository), changes);
    },
  };
}
