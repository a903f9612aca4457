import { callerRole } from '../../access/caller-rights.js';
import { commentOnIssue, deleteComment, editComment } from '../../actions/comment-on-issue.js';
import { renderComment } from '../../render/render-comment.js';
import { GitHubError, notFound } from '../../world/github-error.js';
import type { IssueComment } from '../../world/issue.js';
import { roleIncludes } from '../../world/role.js';
import { reads, writes } from '../authorize-call.js';
import { refuseIfLocked } from '../refuse-if-locked.js';
import { paginate } from '../paginate.js';
import { actorOf, issueOf, type AddRoute, type Call } from '../repository-routes.js';

const AREAS = ['issues', 'pull_requests'] as const;

/** Comments below issues and pull requests. */
export function commentRoutes(route: AddRoute): void {
  route('GET', '/issues/:number/comments', reads(...AREAS), (call) => {
    const { since } = call.query;
    const comments = issueOf(call).comments.filter(({ updatedAt }) => since === undefined || updatedAt >= since);
    return paginate(call, comments).map((comment) => renderComment(call.world.addresses, comment));
  });
  route('POST', '/issues/:number/comments', writes('read', ...AREAS), postComment);
  route('GET', '/issues/comments/:id', reads(...AREAS), (call) => renderComment(call.world.addresses, commentOf(call)));
  route('PATCH', '/issues/comments/:id', writes('read', ...AREAS), (call) => {
    const comment = ownCommentOf(call);
    editComment(call.world, comment, actorOf(call), call.body.text('body'));
    return renderComment(call.world.addresses, comment);
  });
  route('DELETE', '/issues/comments/:id', writes('read', ...AREAS), (call) =>
    deleteComment(call.world, ownCommentOf(call), actorOf(call)),
  );
}

function postComment(call: Call) {
  const issue = issueOf(call);
  refuseIfLocked(call, issue);
  const comment = commentOnIssue(call.world, issue, actorOf(call), call.body.text('body'));
  call.reply.code(201).header('location', renderComment(call.world.addresses, comment).url);
  return renderComment(call.world.addresses, comment);
}

/** @throws GitHubError 404 */
export function commentOf({ repository, params }: Call): IssueComment {
  for (const issue of repository.issues.values()) {
    const comment = issue.comments.find(({ id }) => id === Number(params['id']));
    if (comment) return comment;
  }
  throw notFound();
}

function ownCommentOf(call: Call): IssueComment {
  const comment = commentOf(call);
  if (comment.author !== actorOf(call) && !roleIncludes(callerRole(call.caller, call.repository), 'write')) {
    throw new GitHubError(403, 'Must have admin rights to Repository.');
  }
  return comment;
}
