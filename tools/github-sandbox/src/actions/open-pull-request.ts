import { mergeBase } from '../git/merge-base.js';
import { runGit } from '../git/run-git.js';
import type { Account } from '../world/account.js';
import { GitHubError, validationFailed } from '../world/github-error.js';
import type { PullRequest } from '../world/pull-request.js';
import { branchTip, fullName, type Repository } from '../world/repository.js';
import type { World } from '../world/world.js';
import { checkBody, checkTitle } from './check-text.js';
import { newIssue } from './create-issue.js';
import { findOpenPullRequest } from './find-open-pull-request.js';
import { keepPullRequestRef } from './keep-pull-request-ref.js';

export interface NewPullRequest {
  readonly title: string;
  readonly body: string | null;
  readonly head: { readonly repository: Repository; readonly branch: string };
  readonly base: string;
  readonly draft: boolean;
  readonly maintainerCanModify: boolean;
}

const RESOURCE = 'PullRequest';

/**
 * Opens a pull request.
 * @throws GitHubError 422 for a branch that is missing, has nothing new, or has an open pull request already
 */
export async function openPullRequest(
  world: World,
  repository: Repository,
  author: Account,
  input: NewPullRequest,
): Promise<PullRequest> {
  checkTitle(RESOURCE, input.title);
  checkBody(RESOURCE, input.body);
  const { head, base } = input;
  const headSha = branchTip(head.repository, head.branch);
  const baseSha = branchTip(repository, base);
  if (!baseSha) throw validationFailed({ resource: RESOURCE, field: 'base', code: 'invalid' });
  if (!headSha) throw validationFailed({ resource: RESOURCE, field: 'head', code: 'invalid' });
  await checkHasCommits(repository, input, baseSha, headSha);
  if (findOpenPullRequest(repository, head.repository, head.branch, base)) {
    const message = `A pull request already exists for ${head.repository.owner.login}:${head.branch}.`;
    throw validationFailed({ resource: RESOURCE, code: 'custom', message });
  }

  const issue = newIssue(world, repository, author, input);
  const pull: PullRequest = {
    id: world.nextId('pull request'),
    issue,
    head: { ...head, sha: headSha },
    base: { branch: base, sha: baseSha },
    maintainerCanModify: input.maintainerCanModify && head.repository !== repository,
    draft: input.draft,
    merged: undefined,
    reviews: [],
    reviewComments: [],
  };
  issue.pull = pull;
  repository.issues.set(issue.number, issue);
  await keepPullRequestRef(pull);
  world.tell({ event: 'issues', action: 'opened', repository, sender: author, issue });
  return pull;
}

async function checkHasCommits(
  repository: Repository,
  { head, base }: NewPullRequest,
  baseSha: string,
  headSha: string,
): Promise<void> {
  if (head.repository !== repository) await fetchCommit(repository, head.repository, headSha);
  const ancestor = await mergeBase(repository.directory, baseSha, headSha);
  const headName = head.repository === repository ? head.branch : `${head.repository.owner.login}:${head.branch}`;
  if (!ancestor) {
    const message = `The ${headName} branch has no history in common with ${fullName(repository)}:${base}`;
    throw new GitHubError(422, 'Validation Failed', [{ resource: RESOURCE, code: 'custom', message }]);
  }
  if (ancestor === headSha) {
    const message = `No commits between ${base} and ${headName}`;
    throw validationFailed({ resource: RESOURCE, code: 'custom', message });
  }
}

async function fetchCommit(into: Repository, from: Repository, sha: string): Promise<void> {
  const args = ['fetch', '--quiet', '--no-write-fetch-head', '--no-tags', '--', from.directory, sha];
  await runGit(into.directory, args);
}
