import type { Account } from '../world/account.js';
import type { Issue } from '../world/issue.js';
import type { Repository } from '../world/repository.js';
import { timestamp } from '../world/timestamp.js';
import type { World } from '../world/world.js';
import { addLabels } from './add-labels.js';
import { assign } from './assign.js';
import { checkBody, checkTitle } from './check-text.js';

export interface NewIssue {
  readonly title: string;
  readonly body: string | null;
  readonly labels: readonly string[];
  readonly assignees: readonly Account[];
}

/** Opens an issue. */
export function createIssue(world: World, repository: Repository, author: Account, input: NewIssue): Issue {
  checkTitle('Issue', input.title);
  checkBody('Issue', input.body);
  const issue = newIssue(world, repository, author, input);
  repository.issues.set(issue.number, issue);
  world.tell({ event: 'issues', action: 'opened', repository, sender: author, issue });
  addLabels(world, issue, author, input.labels);
  assign(world, issue, author, input.assignees);
  return issue;
}

/** The record of an issue or of a pull request; both share one series of numbers. */
export function newIssue(
  world: World,
  repository: Repository,
  author: Account,
  { title, body }: Pick<NewIssue, 'title' | 'body'>,
): Issue {
  const now = timestamp();
  return {
    id: world.nextId('issue'),
    repository,
    number: repository.issues.size + 1,
    author,
    createdAt: now,
    title,
    body,
    state: 'open',
    stateReason: null,
    labels: [],
    assignees: [],
    locked: false,
    comments: [],
    reactions: [],
    updatedAt: now,
    closedAt: null,
    closedBy: null,
    pull: undefined,
  };
}
