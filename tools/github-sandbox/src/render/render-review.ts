import type { Review } from '../world/pull-request.js';
import type { Addresses } from '../world/world.js';
import { authorAssociation } from './author-association.js';
import { nodeId } from './node-id.js';
import { issuePage } from './render-issue.js';
import { pullUrl } from './render-pull-request.js';
import { renderUser } from './render-user.js';

export function renderReview(addresses: Addresses, review: Review) {
  const { issue } = review.pull;
  const html = `${issuePage(addresses, issue)}#pullrequestreview-${review.id}`;
  const pullRequestUrl = pullUrl(addresses, issue);
  return {
    id: review.id,
    node_id: nodeId('PRR', review.id),
    user: renderUser(addresses, review.author),
    body: review.body,
    state: review.state as string,
    html_url: html,
    pull_request_url: pullRequestUrl,
    author_association: authorAssociation(review.author, issue.repository),
    _links: { html: { href: html }, pull_request: { href: pullRequestUrl } },
    commit_id: review.commitId,
    ...(review.state !== 'PENDING' && { submitted_at: review.submittedAt }),
  };
}
