import type { Account } from './account.js';
import type { Issue } from './issue.js';
import type { Reactable } from './reaction.js';
import type { Repository } from './repository.js';

/** What makes an issue a pull request. */
export interface PullRequest {
  readonly id: number;
  readonly issue: Issue;
  readonly head: PullRequestHead;
  readonly base: { branch: string; sha: string };
  readonly maintainerCanModify: boolean;
  draft: boolean;
  merged: { readonly at: string; readonly by: Account; readonly sha: string } | undefined;
  readonly reviews: Review[];
  readonly reviewComments: ReviewComment[];
}

export interface PullRequestHead {
  /** The same as the base's, or a fork. */
  readonly repository: Repository;
  readonly branch: string;
  /** Follows the branch while the pull request is open. */
  sha: string;
}

export type ReviewState = 'APPROVED' | 'CHANGES_REQUESTED' | 'COMMENTED' | 'PENDING';

export interface Review {
  readonly id: number;
  readonly pull: PullRequest;
  readonly author: Account;
  readonly commitId: string;
  readonly body: string;
  readonly state: ReviewState;
  readonly submittedAt: string;
}

export type Side = 'LEFT' | 'RIGHT';

/** Where in a diff a remark is made. */
export interface DiffPlace {
  readonly path: string;
  /** undefined: the remark is about the whole file. */
  readonly line: number | undefined;
  readonly side: Side;
  readonly startLine: number | undefined;
  readonly startSide: Side | undefined;
}

export interface ReviewComment extends Reactable {
  readonly id: number;
  readonly review: Review;
  readonly author: Account;
  readonly place: DiffPlace;
  readonly commitId: string;
  /** The hunk from its header to the line. */
  readonly diffHunk: string;
  /** Lines below the first hunk header of the file. */
  readonly position: number;
  readonly inReplyTo: ReviewComment | undefined;
  readonly createdAt: string;
  body: string;
  updatedAt: string;
}
