import { submitReview } from '../../actions/submit-review.js';
import { renderReview } from '../../render/render-review.js';
import { renderReviewComment } from '../../render/render-review-comment.js';
import { notFound } from '../../world/github-error.js';
import type { Review, ReviewState } from '../../world/pull-request.js';
import { reads, writes } from '../authorize-call.js';
import { diffPlace } from '../diff-place.js';
import { paginate } from '../paginate.js';
import { actorOf, pullOf, type AddRoute, type Call } from '../repository-routes.js';
import { refuseIfLocked } from '../refuse-if-locked.js';

const EVENTS = ['APPROVE', 'REQUEST_CHANGES', 'COMMENT'] as const;
const STATES: Record<(typeof EVENTS)[number], ReviewState> = {
  APPROVE: 'APPROVED',
  REQUEST_CHANGES: 'CHANGES_REQUESTED',
  COMMENT: 'COMMENTED',
};

/** Reviews of a pull request. */
export function reviewRoutes(route: AddRoute): void {
  route('GET', '/pulls/:number/reviews', reads('pull_requests'), (call) => {
    const reviews = pullOf(call).reviews.filter((review) => isVisible(call, review));
    return paginate(call, reviews).map((review) => renderReview(call.world.addresses, review));
  });
  route('POST', '/pulls/:number/reviews', writes('read', 'pull_requests'), postReview);
  route('GET', '/pulls/:number/reviews/:id/comments', reads('pull_requests'), (call) => {
    const { reviews, reviewComments } = pullOf(call);
    const review = reviews.find(({ id }) => id === Number(call.params['id']));
    if (!review || !isVisible(call, review)) throw notFound();
    const comments = reviewComments.filter((comment) => comment.review === review);
    return paginate(call, comments).map((comment) => renderReviewComment(call.world.addresses, comment));
  });
}

/** A pending review is its author's own. */
function isVisible({ caller }: Call, review: Review): boolean {
  return review.state !== 'PENDING' || (caller.kind === 'token' && caller.token.account === review.author);
}

async function postReview(call: Call) {
  const { world, body } = call;
  const pull = pullOf(call);
  refuseIfLocked(call, pull.issue);
  const event = body.oneOf('event', EVENTS);
  const remarks = (body.objects('comments') ?? []).map(async (comment) => ({
    body: comment.text('body'),
    place: await diffPlace(pull, comment),
  }));
  const review = await submitReview(world, pull, actorOf(call), {
    body: body.optionalText('body') ?? '',
    state: event ? STATES[event] : 'PENDING',
    comments: await Promise.all(remarks),
    commitId: body.optionalText('commit_id'),
  });
  return renderReview(world.addresses, review);
}
