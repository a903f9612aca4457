import type { Account } from '../world/account.js';
import { validationFailed } from '../world/github-error.js';
import type { DiffPlace, PullRequest, ReviewComment } from '../world/pull-request.js';
import type { World } from '../world/world.js';
import { addReview, addReviewComment } from './add-review.js';
import { checkBody, checkNotBlank } from './check-text.js';
import { locateInDiff } from './locate-in-diff.js';
import { tellReview } from './tell-review.js';

const RESOURCE = 'PullRequestReviewComment';

export interface NewReviewComment {
  readonly body: string;
  readonly place: DiffPlace;
  readonly commitId?: string | undefined;
}

/**
 * Makes one remark in the diff. As on GitHub it comes as a review of its own.
 * @throws GitHubError 422 when the place is not part of the diff
 */
export async function commentOnDiff(
  world: World,
  pull: PullRequest,
  author: Account,
  { body, place, commitId }: NewReviewComment,
): Promise<ReviewComment> {
  checkNotBlank(RESOURCE, body);
  checkBody(RESOURCE, body);
  const located = await locateInDiff(pull, place);
  if (typeof located === 'string') {
    const field = `pull_request_review_thread.${located.split(' ')[0]}`;
    throw validationFailed({
      resource: RESOURCE,
      code: 'custom',
      field,
      message: `pull_request_review_thread.${located}`,
    });
  }
  const review = addReview(world, pull, author, '', 'COMMENTED', commitId);
  const comment = addReviewComment(world, review, author, { body, place, ...located });
  tellReview(world, review);
  return comment;
}

/** Answers a remark, below the first one of its thread. */
export function replyToReviewComment(world: World, to: ReviewComment, author: Account, body: string): ReviewComment {
  checkNotBlank(RESOURCE, body);
  checkBody(RESOURCE, body);
  const inReplyTo = to.inReplyTo ?? to;
  const { place, position, diffHunk } = inReplyTo;
  const review = addReview(world, to.review.pull, author, '', 'COMMENTED');
  const comment = addReviewComment(world, review, author, { body, place, position, diffHunk, inReplyTo });
  tellReview(world, review);
  return comment;
}
