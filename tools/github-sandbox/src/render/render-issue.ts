import type { Issue } from '../world/issue.js';
import type { Addresses } from '../world/world.js';
import { authorAssociation } from './author-association.js';
import { nodeId } from './node-id.js';
import { renderApp } from './render-app.js';
import { renderLabel } from './render-label.js';
import { renderReactions } from './render-reactions.js';
import { repositoryPage, repositoryUrl } from './render-repository.js';
import { renderUser } from './render-user.js';

/** Address of an issue in the API. */
export function issueUrl(addresses: Addresses, issue: Issue): string {
  return `${repositoryUrl(addresses, issue.repository)}/issues/${issue.number}`;
}

/** Address of the page of an issue or pull request. */
export function issuePage(addresses: Addresses, issue: Issue): string {
  return `${repositoryPage(addresses, issue.repository)}/${issue.pull ? 'pull' : 'issues'}/${issue.number}`;
}

/** An issue; a pull request is one as well, and says so in `pull_request`. */
export function renderIssue(addresses: Addresses, issue: Issue) {
  const { repository, assignees, closedBy } = issue;
  const url = issueUrl(addresses, issue);
  return {
    url,
    repository_url: repositoryUrl(addresses, repository),
    labels_url: `${url}/labels{/name}`,
    comments_url: `${url}/comments`,
    events_url: `${url}/events`,
    timeline_url: `${url}/timeline`,
    html_url: issuePage(addresses, issue),
    id: issue.id,
    node_id: nodeId('I', issue.id),
    number: issue.number,
    title: issue.title,
    user: renderUser(addresses, issue.author),
    labels: issue.labels.map((label) => renderLabel(addresses, repository, label)),
    state: issue.state,
    state_reason: issue.stateReason,
    locked: issue.locked,
    active_lock_reason: null,
    assignee: assignees[0] ? renderUser(addresses, assignees[0]) : null,
    assignees: assignees.map((assignee) => renderUser(addresses, assignee)),
    milestone: null,
    comments: issue.comments.length,
    created_at: issue.createdAt,
    updated_at: issue.updatedAt,
    closed_at: issue.closedAt,
    closed_by: closedBy ? renderUser(addresses, closedBy) : null,
    author_association: authorAssociation(issue.author, repository),
    body: issue.body,
    reactions: renderReactions(url, issue.reactions),
    performed_via_github_app: issue.author.app ? renderApp(addresses, issue.author.app) : null,
    ...(issue.pull && { draft: issue.pull.draft, pull_request: renderPullLinks(addresses, issue) }),
  };
}

function renderPullLinks(addresses: Addresses, issue: Issue) {
  const page = issuePage(addresses, issue);
  return {
    url: `${repositoryUrl(addresses, issue.repository)}/pulls/${issue.number}`,
    html_url: page,
    diff_url: `${page}.diff`,
    patch_url: `${page}.patch`,
    merged_at: issue.pull?.merged?.at ?? null,
  };
}
