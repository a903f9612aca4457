import { pullRequestFacts } from '../../render/pull-request-facts.js';
import { renderComment } from '../../render/render-comment.js';
import { renderIssue } from '../../render/render-issue.js';
import { renderLabel } from '../../render/render-label.js';
import { renderOrganization } from '../../render/render-organization.js';
import { renderFullPullRequest, renderPullRequest } from '../../render/render-pull-request.js';
import { renderRepository } from '../../render/render-repository.js';
import { renderReview } from '../../render/render-review.js';
import { renderReviewComment } from '../../render/render-review-comment.js';
import { renderUser } from '../../render/render-user.js';
import type { Change, IssueChange } from '../../world/change.js';
import type { PullRequest } from '../../world/pull-request.js';
import type { World } from '../../world/world.js';
import { pushPayload } from './push-payload.js';

/** The body of a delivery, as things stood when the change happened. */
export async function webhookPayload(world: World, change: Change): Promise<object> {
  const { addresses } = world;
  const { repository, sender } = change;
  const { owner } = repository;
  const context = {
    repository: renderRepository(addresses, repository),
    ...(owner.type === 'Organization' && { organization: renderOrganization(addresses, owner) }),
    sender: renderUser(addresses, sender),
  };
  const { action } = change;
  switch (change.event) {
    case 'push':
      return { ...context, ...(await pushPayload(world, change)) };
    case 'issues':
      return { action, ...(await issueParts(world, change)), ...context };
    case 'issue_comment': {
      const { comment, before } = change;
      const issue = renderIssue(addresses, comment.issue);
      return { action, ...changes(before), issue, comment: renderComment(addresses, comment), ...context };
    }
    case 'pull_request_review': {
      const review = renderReview(addresses, change.review);
      const submitted = { ...review, body: review.body || null, state: review.state.toLowerCase() };
      return { action, review: submitted, pull_request: renderPullRequest(addresses, change.review.pull), ...context };
    }
    case 'pull_request_review_comment': {
      const comment = renderReviewComment(addresses, change.comment);
      return { action, comment, pull_request: renderPullRequest(addresses, change.comment.review.pull), ...context };
    }
  }
}

async function issueParts(world: World, { issue, label, assignee, before, commits }: IssueChange) {
  const { addresses } = world;
  const details = {
    ...commits,
    ...changes(before),
    ...(label && { label: renderLabel(addresses, issue.repository, label) }),
    ...(assignee && { assignee: renderUser(addresses, assignee) }),
  };
  if (!issue.pull) return { issue: renderIssue(addresses, issue), ...details };
  return { number: issue.number, pull_request: await renderNow(world, issue.pull), ...details };
}

/** As the pull request is now, though git's part of it takes a moment. */
async function renderNow({ addresses }: World, pull: PullRequest) {
  const now = renderPullRequest(addresses, pull);
  return { ...renderFullPullRequest(addresses, pull, await pullRequestFacts(pull)), ...now };
}

function changes(before: IssueChange['before']) {
  return before && { changes: before };
}
