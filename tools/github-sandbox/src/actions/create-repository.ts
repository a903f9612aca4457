import { createBareRepository } from '../git/create-bare-repository.js';
import { readRefs } from '../git/read-refs.js';
import type { Account } from '../world/account.js';
import { GitHubError } from '../world/github-error.js';
import type { Label } from '../world/issue.js';
import { fullName, type Repository } from '../world/repository.js';
import { timestamp } from '../world/timestamp.js';
import type { World } from '../world/world.js';

/** What every new repository has. */
const DEFAULT_LABELS = [
  ['bug', 'd73a4a', "Something isn't working"],
  ['documentation', '0075ca', 'Improvements or additions to documentation'],
  ['duplicate', 'cfd3d7', 'This issue or pull request already exists'],
  ['enhancement', 'a2eeef', 'New feature or request'],
  ['good first issue', '7057ff', 'Good for newcomers'],
  ['help wanted', '008672', 'Extra attention is needed'],
  ['invalid', 'e4e669', "This doesn't seem right"],
  ['question', 'd876e3', 'Further information is requested'],
  ['wontfix', 'ffffff', 'This will not be worked on'],
] as const;

/** Owner and name are part of a path on disk. */
const NAME = /^[A-Za-z0-9._-]{1,100}$/;

export interface NewRepository {
  readonly description?: string | undefined;
  readonly defaultBranch?: string | undefined;
  readonly private?: boolean | undefined;
  /** Repository to fork. */
  readonly parent?: Repository | undefined;
}

/** Makes an empty repository, or a fork. */
export async function createRepository(
  world: World,
  owner: Account,
  name: string,
  options: NewRepository = {},
): Promise<Repository> {
  if (!NAME.test(name) || /^\.|\.git$/.test(name)) throw new GitHubError(422, 'Repository creation failed.');
  const { parent } = options;
  const repository: Repository = {
    id: world.nextId('repository'),
    owner,
    name,
    description: options.description ?? parent?.description ?? null,
    directory: world.directoryOf(`${owner.login}/${name}`),
    parent,
    createdAt: timestamp(),
    private: options.private ?? parent?.private ?? false,
    archived: false,
    defaultBranch: options.defaultBranch ?? parent?.defaultBranch ?? 'main',
    pushedAt: timestamp(),
    roles: new Map(),
    issues: new Map(),
    labels: new Map(defaultLabels(world)),
    hooks: [],
    protectedBranches: new Set(),
    refs: new Map(),
  };
  if (world.findRepository(fullName(repository))) {
    throw new GitHubError(422, 'name already exists on this account');
  }
  await createBareRepository(repository.directory, repository.defaultBranch, parent?.directory);
  if (parent) repository.refs = await readRefs(repository.directory);
  world.repositories.set(fullName(repository).toLowerCase(), repository);
  return repository;
}

function defaultLabels(world: World): [string, Label][] {
  return DEFAULT_LABELS.map(([name, color, description]) => [
    name,
    { id: world.nextId('label'), name, color, description, isDefault: true },
  ]);
}
