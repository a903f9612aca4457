import { resolveCommit } from '../git/resolve-commit.js';
import type { PatchPosition } from '../git/parse-patch.js';
import type { Account } from '../world/account.js';
import { GitHubError } from '../world/github-error.js';
import type { DiffPlace, PullRequest, Review, ReviewState } from '../world/pull-request.js';
import type { World } from '../world/world.js';
import { addReview, addReviewComment } from './add-review.js';
import { checkBody, checkNotBlank } from './check-text.js';
import { locateInDiff } from './locate-in-diff.js';
import { tellReview } from './tell-review.js';

export interface NewReview {
  readonly body: string;
  readonly state: ReviewState;
  readonly comments: readonly { readonly body: string; readonly place: DiffPlace }[];
  /** The head when absent. */
  readonly commitId?: string | undefined;
}

/**
 * Submits a review with its remarks, all or nothing; or keeps it as pending.
 * @throws GitHubError 422
 */
export async function submitReview(
  world: World,
  pull: PullRequest,
  author: Account,
  { body, state, comments, commitId }: NewReview,
): Promise<Review> {
  checkBody('PullRequestReview', body);
  const refused = refusal(pull, author, state, body, comments.length);
  if (refused) throw unprocessable(refused);
  if (commitId !== undefined && !(await resolveCommit(pull.issue.repository, commitId))) {
    throw unprocessable('Commit is not part of the pull request');
  }
  for (const comment of comments) {
    checkNotBlank('PullRequestReviewComment', comment.body);
    checkBody('PullRequestReviewComment', comment.body);
  }
  const located = await Promise.all(
    comments.map(async (comment) => ({ ...comment, ...(await locate(pull, comment.place)) })),
  );

  const review = addReview(world, pull, author, body, state, commitId);
  for (const comment of located) addReviewComment(world, review, author, comment);
  if (state !== 'PENDING') tellReview(world, review);
  return review;
}

async function locate(pull: PullRequest, place: DiffPlace): Promise<PatchPosition> {
  const found = await locateInDiff(pull, place);
  if (typeof found !== 'string') return found;
  const what = found.replaceAll('_', ' ');
  throw unprocessable(`Pull request review thread ${what} and Pull request review thread diff hunk can't be blank`);
}

function refusal(pull: PullRequest, author: Account, state: ReviewState, body: string, remarks: number) {
  const own = pull.issue.author === author;
  if (own && state === 'APPROVED') return 'Can not approve your own pull request';
  if (own && state === 'CHANGES_REQUESTED') return 'Can not request changes on your own pull request';
  if (state === 'CHANGES_REQUESTED' && !body.trim()) return 'Body can not be blank';
  if (state === 'COMMENTED' && !body.trim() && remarks === 0) return 'Body can not be blank';
  return undefined;
}

function unprocessable(error: string): GitHubError {
  return new GitHubError(422, 'Unprocessable Entity', [error]);
}
