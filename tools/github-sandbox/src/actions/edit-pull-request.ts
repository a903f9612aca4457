import type { Account } from '../world/account.js';
import { GitHubError, validationFailed } from '../world/github-error.js';
import type { PullRequest } from '../world/pull-request.js';
import { branchTip, fullName } from '../world/repository.js';
import type { World } from '../world/world.js';
import { editIssue, type IssueEdit } from './edit-issue.js';
import { findOpenPullRequest } from './find-open-pull-request.js';
import { keepPullRequestRef } from './keep-pull-request-ref.js';

export interface PullRequestEdit extends IssueEdit {
  readonly base?: string | undefined;
}

/**
 * Changes texts, base or state of a pull request.
 * @throws GitHubError 422 when it can't be reopened, or the new base does not exist
 */
export async function editPullRequest(
  world: World,
  pull: PullRequest,
  sender: Account,
  edit: PullRequestEdit,
): Promise<void> {
  const { issue, base } = pull;
  if (edit.state === 'open' && issue.state === 'closed') await prepareReopening(pull);
  if (edit.base !== undefined && edit.base !== base.branch) {
    const tip = branchTip(issue.repository, edit.base);
    if (!tip) throw validationFailed({ resource: 'PullRequest', field: 'base', code: 'invalid' });
    Object.assign(base, { branch: edit.base, sha: tip });
  }
  editIssue(world, issue, sender, edit);
}

async function prepareReopening(pull: PullRequest): Promise<void> {
  const { issue, head, base } = pull;
  const refuse = (message: string) =>
    new GitHubError(422, 'Validation Failed', [
      { resource: 'PullRequest', code: 'invalid', field: 'state', message: `state cannot be changed. ${message}` },
    ]);
  if (pull.merged) throw refuse('The pull request cannot be reopened.');
  const tip = branchTip(head.repository, head.branch);
  if (!tip) throw refuse(`The ${head.branch} branch has been deleted.`);
  if (findOpenPullRequest(issue.repository, head.repository, head.branch, base.branch)) {
    const [from, into] = [`${fullName(head.repository)}:${head.branch}`, base.branch];
    throw refuse(`There is already an open pull request from ${from} to ${into}.`);
  }
  head.sha = tip;
  base.sha = branchTip(issue.repository, base.branch) ?? base.sha;
  await keepPullRequestRef(pull);
}
