import type { PullRequest, ReviewComment, ReviewState } from '../world/pull-request.js';
import { html, type Html } from './html.js';
import { remark } from './issue-parts.js';

const VERBS: Record<ReviewState, string> = {
  APPROVED: 'approved these changes',
  CHANGES_REQUESTED: 'requested changes',
  COMMENTED: 'reviewed',
  PENDING: 'is reviewing',
};

/** Reviews and remarks as parts of the conversation. */
export function pullConversation(pull: PullRequest): { at: string; content: Html }[] {
  const reviews = pull.reviews
    .filter(({ state, body }) => state !== 'PENDING' && (body || state !== 'COMMENTED'))
    .map(({ id, author, body, state, submittedAt }) => ({
      at: submittedAt,
      content: remark({
        anchor: `pullrequestreview-${id}`,
        author,
        at: submittedAt,
        verb: VERBS[state],
        body,
        reactions: [],
      }),
    }));
  const remarks = visibleRemarks(pull).map((comment) => ({ at: comment.createdAt, content: reviewRemark(comment) }));
  return [...reviews, ...remarks];
}

/** The remarks that everybody may see. */
export function visibleRemarks({ reviewComments }: PullRequest): ReviewComment[] {
  return reviewComments.filter(({ review }) => review.state !== 'PENDING');
}

/** A remark with the end of the hunk that it is about. */
export function reviewRemark({ id, author, createdAt, body, reactions, place, diffHunk }: ReviewComment): Html {
  const shown = diffHunk.split('\n').slice(-4).join('\n');
  return remark({
    anchor: `discussion_r${id}`,
    author,
    at: createdAt,
    verb: `commented on ${place.path}${place.line === undefined ? '' : `, line ${place.line}`},`,
    body,
    reactions,
    context: diffHunk && html`<pre class="code">${shown}</pre>`,
  });
}
