import type { Account } from './account.js';
import type { PullRequest } from './pull-request.js';
import type { Reactable } from './reaction.js';
import type { Repository } from './repository.js';

export interface Label {
  readonly id: number;
  readonly name: string;
  readonly color: string;
  readonly description: string | null;
  readonly isDefault: boolean;
}

export type StateReason = 'completed' | 'not_planned' | 'reopened' | 'duplicate';

/** An issue, or the half of a pull request that is one. */
export interface Issue extends Reactable {
  readonly id: number;
  readonly repository: Repository;
  readonly number: number;
  readonly author: Account;
  readonly createdAt: string;
  title: string;
  body: string | null;
  state: 'open' | 'closed';
  stateReason: StateReason | null;
  labels: Label[];
  assignees: Account[];
  locked: boolean;
  comments: IssueComment[];
  updatedAt: string;
  closedAt: string | null;
  closedBy: Account | null;
  pull: PullRequest | undefined;
}

export interface IssueComment extends Reactable {
  readonly id: number;
  readonly issue: Issue;
  readonly author: Account;
  readonly createdAt: string;
  body: string;
  updatedAt: string;
}
