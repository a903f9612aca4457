import type { Account } from './account.js';
import type { Issue, IssueComment, Label } from './issue.js';
import type { Review, ReviewComment } from './pull-request.js';
import type { Repository } from './repository.js';

/** What was there before an edit, as webhooks tell it. */
export type Before = Readonly<Record<string, { readonly from: string }>>;

interface Happened {
  readonly repository: Repository;
  readonly sender: Account;
}

export interface IssueChange extends Happened {
  readonly event: 'issues';
  readonly action: string;
  readonly issue: Issue;
  readonly label?: Label;
  readonly assignee?: Account;
  readonly before?: Before;
  /** Commits before and after, of `synchronize`. */
  readonly commits?: { readonly before: string; readonly after: string };
}

export interface CommentChange extends Happened {
  readonly event: 'issue_comment';
  readonly action: 'created' | 'edited' | 'deleted';
  readonly comment: IssueComment;
  readonly before?: Before;
}

export interface ReviewChange extends Happened {
  readonly event: 'pull_request_review';
  readonly action: 'submitted';
  readonly review: Review;
}

export interface ReviewCommentChange extends Happened {
  readonly event: 'pull_request_review_comment';
  readonly action: 'created';
  readonly comment: ReviewComment;
}

export interface PushChange extends Happened {
  readonly event: 'push';
  readonly action: null;
  /** Full name of the ref. */
  readonly ref: string;
  /** undefined: the ref is new. */
  readonly before: string | undefined;
  /** undefined: the ref is gone. */
  readonly after: string | undefined;
}

/** Something that happened, of which webhooks tell. A change of an issue that is a pull request is told as one. */
export type Change = IssueChange | CommentChange | ReviewChange | ReviewCommentChange | PushChange;
