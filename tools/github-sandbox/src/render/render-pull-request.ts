import type { Issue } from '../world/issue.js';
import type { PullRequest } from '../world/pull-request.js';
import type { Repository } from '../world/repository.js';
import type { Addresses } from '../world/world.js';
import { authorAssociation } from './author-association.js';
import { nodeId } from './node-id.js';
import type { PullRequestFacts } from './pull-request-facts.js';
import { issuePage, issueUrl } from './render-issue.js';
import { renderLabel } from './render-label.js';
import { renderRepository, repositoryUrl } from './render-repository.js';
import { renderUser } from './render-user.js';

/** Address of a pull request in the API. */
export function pullUrl(addresses: Addresses, issue: Issue): string {
  return `${repositoryUrl(addresses, issue.repository)}/pulls/${issue.number}`;
}

/** A pull request as lists show it. */
export function renderPullRequest(addresses: Addresses, pull: PullRequest) {
  const { issue, head, base } = pull;
  const { repository, assignees } = issue;
  const url = pullUrl(addresses, issue);
  const page = issuePage(addresses, issue);
  const links = {
    comments_url: `${issueUrl(addresses, issue)}/comments`,
    review_comments_url: `${url}/comments`,
    review_comment_url: `${repositoryUrl(addresses, repository)}/pulls/comments{/number}`,
    commits_url: `${url}/commits`,
    statuses_url: `${repositoryUrl(addresses, repository)}/statuses/${head.sha}`,
  };
  return {
    url,
    id: pull.id,
    node_id: nodeId('PR', pull.id),
    html_url: page,
    diff_url: `${page}.diff`,
    patch_url: `${page}.patch`,
    issue_url: issueUrl(addresses, issue),
    number: issue.number,
    state: issue.state,
    locked: issue.locked,
    active_lock_reason: null,
    title: issue.title,
    user: renderUser(addresses, issue.author),
    body: issue.body,
    created_at: issue.createdAt,
    updated_at: issue.updatedAt,
    closed_at: issue.closedAt,
    merged_at: pull.merged?.at ?? null,
    merge_commit_sha: pull.merged?.sha ?? null,
    assignee: assignees[0] ? renderUser(addresses, assignees[0]) : null,
    assignees: assignees.map((assignee) => renderUser(addresses, assignee)),
    requested_reviewers: [],
    requested_teams: [],
    labels: issue.labels.map((label) => renderLabel(addresses, repository, label)),
    milestone: null,
    draft: pull.draft,
    ...links,
    head: renderEnd(addresses, head.repository, head.branch, head.sha),
    base: renderEnd(addresses, repository, base.branch, base.sha),
    _links: {
      self: { href: url },
      html: { href: page },
      issue: { href: issueUrl(addresses, issue) },
      comments: { href: links.comments_url },
      review_comments: { href: links.review_comments_url },
      review_comment: { href: links.review_comment_url },
      commits: { href: links.commits_url },
      statuses: { href: links.statuses_url },
    },
    author_association: authorAssociation(issue.author, repository),
    auto_merge: null,
  };
}

/** A pull request by itself. */
export function renderFullPullRequest(addresses: Addresses, pull: PullRequest, facts: PullRequestFacts) {
  const mergeable = pull.issue.state === 'open' ? facts.mergeable : null;
  return {
    ...renderPullRequest(addresses, pull),
    merged: pull.merged !== undefined,
    mergeable,
    rebaseable: mergeable,
    mergeable_state: mergeableState(pull, mergeable),
    merged_by: pull.merged ? renderUser(addresses, pull.merged.by) : null,
    comments: pull.issue.comments.length,
    review_comments: pull.reviewComments.length,
    maintainer_can_modify: pull.maintainerCanModify,
    commits: facts.commits,
    additions: facts.additions,
    deletions: facts.deletions,
    changed_files: facts.changedFiles,
  };
}

function mergeableState(pull: PullRequest, mergeable: boolean | null): string {
  if (mergeable === null) return 'unknown';
  if (!mergeable) return 'dirty';
  return pull.draft ? 'draft' : 'clean';
}

function renderEnd(addresses: Addresses, repository: Repository, ref: string, sha: string) {
  return {
    label: `${repository.owner.login}:${ref}`,
    ref,
    sha,
    user: renderUser(addresses, repository.owner),
    repo: renderRepository(addresses, repository),
  };
}
