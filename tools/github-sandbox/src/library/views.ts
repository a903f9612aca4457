import type { Issue, IssueComment } from '../world/issue.js';
import type { PullRequest, Review, ReviewComment } from '../world/pull-request.js';
import type { Reactable, ReactionContent } from '../world/reaction.js';
import { fullName } from '../world/repository.js';

/** What tests look at: a copy that does not change any more. */
export type IssueView = ReturnType<typeof viewIssue>;
export type PullRequestView = ReturnType<typeof viewPullRequest>;
export type CommentView = ReturnType<typeof viewComment>;
export type ReviewView = ReturnType<typeof viewReview>;
export type ReviewCommentView = ReturnType<typeof viewReviewComment>;

export interface ReactionView {
  readonly content: ReactionContent;
  readonly author: string;
}

export function viewIssue(issue: Issue) {
  return {
    number: issue.number,
    title: issue.title,
    body: issue.body,
    author: issue.author.login,
    state: issue.state,
    stateReason: issue.stateReason,
    locked: issue.locked,
    labels: issue.labels.map(({ name }) => name),
    assignees: issue.assignees.map(({ login }) => login),
    isPullRequest: issue.pull !== undefined,
    createdAt: issue.createdAt,
    updatedAt: issue.updatedAt,
  };
}

export function viewPullRequest(pull: PullRequest) {
  return {
    ...viewIssue(pull.issue),
    draft: pull.draft,
    merged: pull.merged !== undefined,
    head: { repository: fullName(pull.head.repository), branch: pull.head.branch, sha: pull.head.sha },
    base: { ...pull.base },
  };
}

export function viewComment(comment: IssueComment) {
  const { id, body, author, createdAt, updatedAt } = comment;
  return { id, body, author: author.login, createdAt, updatedAt, reactions: viewReactions(comment) };
}

export function viewReview({ id, author, body, state, commitId }: Review) {
  return { id, author: author.login, body, state, commitId };
}

export function viewReviewComment(comment: ReviewComment) {
  const { id, body, author, place, diffHunk, review, inReplyTo } = comment;
  return {
    ...place,
    id,
    body,
    author: author.login,
    diffHunk,
    reviewId: review.id,
    inReplyTo: inReplyTo?.id,
    reactions: viewReactions(comment),
  };
}

export function viewReactions({ reactions }: Reactable): ReactionView[] {
  return reactions.map(({ content, account }) => ({ content, author: account.login }));
}
