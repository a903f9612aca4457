import { writeCommit, type FileChanges } from '../git/write-commit.js';
import { emailOf } from '../world/email-of.js';
import type { Account } from '../world/account.js';
import { branchTip, type Repository } from '../world/repository.js';
import type { World } from '../world/world.js';
import { syncRefs } from './sync-refs.js';

export interface CommitText {
  readonly message: string;
  /** Name in the commit; the login of the account when absent. */
  readonly author?: string | undefined;
  readonly email?: string | undefined;
  readonly date?: Date | undefined;
  /** Branch that a new branch starts from; the default branch when absent. */
  readonly from?: string | undefined;
}

/**
 * Commits files to a branch, as somebody who pushed them. A new branch starts from another one.
 * @returns the id of the commit
 */
export async function commitFiles(
  world: World,
  repository: Repository,
  branch: string,
  files: FileChanges,
  sender: Account,
  { message, author, email, date, from }: CommitText,
): Promise<string> {
  await writeCommit(repository.directory, {
    branch,
    parent: branchTip(repository, branch) ?? branchTip(repository, from ?? repository.defaultBranch),
    files,
    author: author ?? sender.login,
    email: email ?? emailOf(sender),
    message,
    date,
  });
  await syncRefs(world, repository, sender);
  return branchTip(repository, branch) ?? '';
}
