import type { Account } from '../world/account.js';
import type { Issue, IssueComment } from '../world/issue.js';
import { timestamp } from '../world/timestamp.js';
import type { World } from '../world/world.js';
import { checkBody, checkNotBlank } from './check-text.js';

/** Writes a comment below an issue or pull request. */
export function commentOnIssue(world: World, issue: Issue, author: Account, body: string): IssueComment {
  checkNotBlank('IssueComment', body);
  checkBody('IssueComment', body);
  const now = timestamp();
  const comment = { id: world.nextId('comment'), issue, author, createdAt: now, body, updatedAt: now, reactions: [] };
  issue.comments.push(comment);
  issue.updatedAt = now;
  const { repository } = issue;
  world.tell({ event: 'issue_comment', action: 'created', repository, sender: author, comment });
  return comment;
}

/** Replaces the text of a comment. */
export function editComment(world: World, comment: IssueComment, sender: Account, body: string): void {
  checkNotBlank('IssueComment', body);
  checkBody('IssueComment', body);
  if (body === comment.body) return;
  const before = { body: { from: comment.body } };
  comment.body = body;
  comment.updatedAt = timestamp();
  const { repository } = comment.issue;
  world.tell({ event: 'issue_comment', action: 'edited', repository, sender, comment, before });
}

/** Removes a comment. */
export function deleteComment(world: World, comment: IssueComment, sender: Account): void {
  const { issue } = comment;
  issue.comments = issue.comments.filter((each) => each !== comment);
  world.tell({ event: 'issue_comment', action: 'deleted', repository: issue.repository, sender, comment });
}
