import type { Account } from '../world/account.js';
import type { Before } from '../world/change.js';
import type { Issue, StateReason } from '../world/issue.js';
import { timestamp } from '../world/timestamp.js';
import type { World } from '../world/world.js';
import { checkBody, checkTitle } from './check-text.js';

/** Only what is given changes. */
export interface IssueEdit {
  readonly title?: string | undefined;
  readonly body?: string | null | undefined;
  readonly state?: 'open' | 'closed' | undefined;
  readonly stateReason?: StateReason | null | undefined;
}

/** Changes texts and state of an issue or pull request. */
export function editIssue(world: World, issue: Issue, sender: Account, edit: IssueEdit): void {
  const resource = issue.pull ? 'PullRequest' : 'Issue';
  if (edit.title !== undefined) checkTitle(resource, edit.title);
  checkBody(resource, edit.body);
  editTexts(world, issue, sender, edit);
  if (edit.state && edit.state !== issue.state) changeState(world, issue, sender, edit.state, edit.stateReason);
}

function editTexts(world: World, issue: Issue, sender: Account, edit: IssueEdit): void {
  const before: Record<string, { from: string }> = {};
  if (edit.title !== undefined && edit.title !== issue.title) {
    before['title'] = { from: issue.title };
    issue.title = edit.title;
  }
  if (edit.body !== undefined && edit.body !== issue.body) {
    before['body'] = { from: issue.body ?? '' };
    issue.body = edit.body;
  }
  if (Object.keys(before).length > 0) tellEdited(world, issue, sender, before);
}

function tellEdited(world: World, issue: Issue, sender: Account, before: Before): void {
  issue.updatedAt = timestamp();
  world.tell({ event: 'issues', action: 'edited', repository: issue.repository, sender, issue, before });
}

/** Closes or reopens. */
export function changeState(
  world: World,
  issue: Issue,
  sender: Account,
  state: 'open' | 'closed',
  reason?: StateReason | null,
): void {
  const closing = state === 'closed';
  issue.state = state;
  issue.stateReason = issue.pull ? null : (reason ?? (closing ? 'completed' : 'reopened'));
  issue.updatedAt = timestamp();
  issue.closedAt = closing ? issue.updatedAt : null;
  issue.closedBy = closing ? sender : null;
  const action = closing ? 'closed' : 'reopened';
  world.tell({ event: 'issues', action, repository: issue.repository, sender, issue });
}
