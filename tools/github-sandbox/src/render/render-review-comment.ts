import type { ReviewComment } from '../world/pull-request.js';
import type { Addresses } from '../world/world.js';
import { authorAssociation } from './author-association.js';
import { nodeId } from './node-id.js';
import { issuePage } from './render-issue.js';
import { pullUrl } from './render-pull-request.js';
import { renderReactions } from './render-reactions.js';
import { repositoryUrl } from './render-repository.js';
import { renderUser } from './render-user.js';

export function renderReviewComment(addresses: Addresses, comment: ReviewComment) {
  const { review, place, position } = comment;
  const { issue } = review.pull;
  const url = `${repositoryUrl(addresses, issue.repository)}/pulls/comments/${comment.id}`;
  const html = `${issuePage(addresses, issue)}#discussion_r${comment.id}`;
  const pullRequestUrl = pullUrl(addresses, issue);
  return {
    url,
    pull_request_review_id: review.id,
    id: comment.id,
    node_id: nodeId('PRRC', comment.id),
    diff_hunk: comment.diffHunk,
    path: place.path,
    commit_id: comment.commitId,
    original_commit_id: comment.commitId,
    user: renderUser(addresses, comment.author),
    body: comment.body,
    created_at: comment.createdAt,
    updated_at: comment.updatedAt,
    html_url: html,
    pull_request_url: pullRequestUrl,
    author_association: authorAssociation(comment.author, issue.repository),
    _links: { self: { href: url }, html: { href: html }, pull_request: { href: pullRequestUrl } },
    reactions: renderReactions(url, comment.reactions),
    start_line: place.startLine ?? null,
    original_start_line: place.startLine ?? null,
    start_side: place.startLine === undefined ? null : (place.startSide ?? place.side),
    line: place.line ?? null,
    original_line: place.line ?? null,
    side: place.side,
    position,
    original_position: position,
    subject_type: place.line === undefined ? ('file' as const) : ('line' as const),
    ...(comment.inReplyTo && { in_reply_to_id: comment.inReplyTo.id }),
  };
}
