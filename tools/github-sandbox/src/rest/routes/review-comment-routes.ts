import { commentOnDiff, replyToReviewComment } from '../../actions/comment-on-diff.js';
import { renderReviewComment } from '../../render/render-review-comment.js';
import { notFound } from '../../world/github-error.js';
import type { ReviewComment } from '../../world/pull-request.js';
import { reads, writes } from '../authorize-call.js';
import { diffPlace } from '../diff-place.js';
import { paginate } from '../paginate.js';
import { actorOf, pullOf, type AddRoute, type Call } from '../repository-routes.js';
import { refuseIfLocked } from '../refuse-if-locked.js';

/** Remarks in the diff of a pull request. */
export function reviewCommentRoutes(route: AddRoute): void {
  route('GET', '/pulls/:number/comments', reads('pull_requests'), (call) => {
    const comments = pullOf(call).reviewComments.filter(({ review }) => review.state !== 'PENDING');
    return paginate(call, comments).map((comment) => renderReviewComment(call.world.addresses, comment));
  });
  route('POST', '/pulls/:number/comments', writes('read', 'pull_requests'), postReviewComment);
  route('POST', '/pulls/:number/comments/:id/replies', writes('read', 'pull_requests'), (call) => {
    const to = pullOf(call).reviewComments.find(({ id }) => id === Number(call.params['id']));
    return reply(call, to);
  });
  route('GET', '/pulls/comments/:id', reads('pull_requests'), (call) =>
    renderReviewComment(call.world.addresses, reviewCommentOf(call)),
  );
}

async function postReviewComment(call: Call) {
  const { world, body } = call;
  const pull = pullOf(call);
  refuseIfLocked(call, pull.issue);
  const inReplyTo = body.integer('in_reply_to');
  if (inReplyTo !== undefined) {
    return reply(
      call,
      pull.reviewComments.find(({ id }) => id === inReplyTo),
    );
  }
  const comment = await commentOnDiff(world, pull, actorOf(call), {
    body: body.text('body'),
    place: await diffPlace(pull, body),
    commitId: body.text('commit_id'),
  });
  call.reply.code(201);
  return renderReviewComment(world.addresses, comment);
}

function reply(call: Call, to: ReviewComment | undefined) {
  if (!to) throw notFound();
  refuseIfLocked(call, to.review.pull.issue);
  const comment = replyToReviewComment(call.world, to, actorOf(call), call.body.text('body'));
  call.reply.code(201);
  return renderReviewComment(call.world.addresses, comment);
}

/** @throws GitHubError 404 */
export function reviewCommentOf({ repository, params }: Call): ReviewComment {
  for (const { pull } of repository.issues.values()) {
    const comment = pull?.reviewComments.find(({ id }) => id === Number(params['id']));
    if (comment) return comment;
  }
  throw notFound();
}
