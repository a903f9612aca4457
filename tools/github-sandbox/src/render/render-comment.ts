import type { IssueComment } from '../world/issue.js';
import type { Addresses } from '../world/world.js';
import { authorAssociation } from './author-association.js';
import { nodeId } from './node-id.js';
import { renderApp } from './render-app.js';
import { issuePage, issueUrl } from './render-issue.js';
import { renderReactions } from './render-reactions.js';
import { repositoryUrl } from './render-repository.js';
import { renderUser } from './render-user.js';

export function renderComment(addresses: Addresses, comment: IssueComment) {
  const { issue, author } = comment;
  const url = `${repositoryUrl(addresses, issue.repository)}/issues/comments/${comment.id}`;
  return {
    url,
    html_url: `${issuePage(addresses, issue)}#issuecomment-${comment.id}`,
    issue_url: issueUrl(addresses, issue),
    id: comment.id,
    node_id: nodeId('IC', comment.id),
    user: renderUser(addresses, author),
    created_at: comment.createdAt,
    updated_at: comment.updatedAt,
    author_association: authorAssociation(author, issue.repository),
    body: comment.body,
    reactions: renderReactions(url, comment.reactions),
    performed_via_github_app: author.app ? renderApp(addresses, author.app) : null,
  };
}
