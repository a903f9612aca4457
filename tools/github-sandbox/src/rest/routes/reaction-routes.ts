import { react } from '../../actions/react.js';
import { renderReaction } from '../../render/render-reactions.js';
import { notFound, validationFailed } from '../../world/github-error.js';
import { isReactionContent, type Reactable } from '../../world/reaction.js';
import { reads, writes } from '../authorize-call.js';
import { paginate } from '../paginate.js';
import { actorOf, issueOf, type AddRoute, type Call } from '../repository-routes.js';
import { commentOf } from './comment-routes.js';
import { reviewCommentOf } from './review-comment-routes.js';

const AREAS = ['issues', 'pull_requests'] as const;

/** Reactions to issues, pull requests, comments and remarks in a diff. A submitted review can't have any. */
export function reactionRoutes(route: AddRoute): void {
  const targets: [string, (call: Call) => Reactable][] = [
    ['/issues/:number', issueOf],
    ['/issues/comments/:id', commentOf],
    ['/pulls/comments/:id', reviewCommentOf],
  ];
  for (const [path, targetOf] of targets) {
    route('GET', `${path}/reactions`, reads(...AREAS), (call) => listReactions(call, targetOf(call)));
    route('POST', `${path}/reactions`, writes('read', ...AREAS), (call) => postReaction(call, targetOf(call)));
    route('DELETE', `${path}/reactions/:reaction`, writes('read', ...AREAS), (call) =>
      deleteReaction(call, targetOf(call)),
    );
  }
}

function listReactions(call: Call, { reactions }: Reactable) {
  const { content } = call.query;
  const wanted = reactions.filter((each) => content === undefined || each.content === content);
  return paginate(call, wanted).map((reaction) => renderReaction(call.world.addresses, reaction));
}

function postReaction(call: Call, target: Reactable) {
  const content = call.body.text('content');
  if (!isReactionContent(content)) {
    throw validationFailed({ resource: 'Reaction', code: 'invalid', field: 'content', value: content });
  }
  const { reaction, isNew } = react(call.world, target, actorOf(call), content);
  call.reply.code(isNew ? 201 : 200);
  return renderReaction(call.world.addresses, reaction);
}

function deleteReaction(call: Call, target: Reactable): void {
  const index = target.reactions.findIndex(({ id }) => id === Number(call.params['reaction']));
  if (target.reactions[index]?.account !== actorOf(call)) throw notFound();
  target.reactions.splice(index, 1);
}
