import type { Account } from '../world/account.js';
import type { Issue } from '../world/issue.js';
import type { PullRequest } from '../world/pull-request.js';
import type { Repository } from '../world/repository.js';
import type { World } from '../world/world.js';

/** Who does what nobody is named for. */
export const DEFAULT_AUTHOR = 'octocat';

/** @throws Error when nobody has that login */
export function accountNamed(world: World, login: string = DEFAULT_AUTHOR): Account {
  const account = world.accounts.get(login.toLowerCase());
  if (account) return account;
  if (login === DEFAULT_AUTHOR) return world.addAccount(login, 'User');
  throw new Error(`the sandbox has no user ${login}; create it first`);
}

/** @throws Error when there is no such repository */
export function repositoryNamed(world: World, name: string): Repository {
  const repository = world.findRepository(name);
  if (!repository) throw new Error(`the sandbox has no repository ${name}`);
  return repository;
}

/** @throws Error when there is no such issue or pull request */
export function issueNumbered(world: World, repository: string, number: number): Issue {
  const issue = repositoryNamed(world, repository).issues.get(number);
  if (!issue) throw new Error(`${repository} has no issue ${number}`);
  return issue;
}

/** @throws Error when there is no such pull request */
export function pullRequestNumbered(world: World, repository: string, number: number): PullRequest {
  const { pull } = issueNumbered(world, repository, number);
  if (!pull) throw new Error(`${repository}#${number} is no pull request`);
  return pull;
}
