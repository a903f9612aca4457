import type { PatchPosition } from '../git/parse-patch.js';
import type { Account } from '../world/account.js';
import type { DiffPlace, PullRequest, Review, ReviewComment, ReviewState } from '../world/pull-request.js';
import { timestamp } from '../world/timestamp.js';
import type { World } from '../world/world.js';

/** The record of a review. */
export function addReview(
  world: World,
  pull: PullRequest,
  author: Account,
  body: string,
  state: ReviewState,
  commitId: string = pull.head.sha,
): Review {
  const review = { id: world.nextId('review'), pull, author, commitId, body, state, submittedAt: timestamp() };
  pull.reviews.push(review);
  pull.issue.updatedAt = timestamp();
  return review;
}

interface LocatedComment extends PatchPosition {
  readonly body: string;
  readonly place: DiffPlace;
  readonly inReplyTo?: ReviewComment;
}

/** The record of a remark in a diff. */
export function addReviewComment(
  world: World,
  review: Review,
  author: Account,
  { body, place, position, diffHunk, inReplyTo }: LocatedComment,
): ReviewComment {
  const now = timestamp();
  const comment: ReviewComment = {
    id: world.nextId('review comment'),
    review,
    author,
    place,
    commitId: review.commitId,
    diffHunk,
    position,
    inReplyTo,
    createdAt: now,
    updatedAt: now,
    body,
    reactions: [],
  };
  review.pull.reviewComments.push(comment);
  return comment;
}
