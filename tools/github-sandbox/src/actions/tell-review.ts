import type { Review } from '../world/pull-request.js';
import type { World } from '../world/world.js';

/** Tells of a review, then of each of its remarks. */
export function tellReview(world: World, review: Review): void {
  const { pull, author: sender } = review;
  const { repository } = pull.issue;
  world.tell({ event: 'pull_request_review', action: 'submitted', repository, sender, review });
  for (const comment of pull.reviewComments) {
    if (comment.review !== review) continue;
    world.tell({ event: 'pull_request_review_comment', action: 'created', repository, sender, comment });
  }
}
