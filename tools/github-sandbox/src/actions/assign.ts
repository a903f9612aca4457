import type { Account } from '../world/account.js';
import type { Issue } from '../world/issue.js';
import { timestamp } from '../world/timestamp.js';
import type { World } from '../world/world.js';

/** Assigns an issue. Whoever has no role in the repository is left out silently, as GitHub does. */
export function assign(world: World, issue: Issue, sender: Account, assignees: readonly Account[]): void {
  const { repository } = issue;
  for (const assignee of assignees) {
    const assignable = assignee === repository.owner || repository.roles.has(assignee) || assignee === issue.author;
    if (!assignable || issue.assignees.includes(assignee)) continue;
    issue.assignees.push(assignee);
    issue.updatedAt = timestamp();
    world.tell({ event: 'issues', action: 'assigned', repository, sender, issue, assignee });
  }
}

/** Takes somebody off an issue. */
export function unassign(world: World, issue: Issue, sender: Account, assignee: Account): void {
  if (!issue.assignees.includes(assignee)) return;
  issue.assignees = issue.assignees.filter((each) => each !== assignee);
  issue.updatedAt = timestamp();
  world.tell({ event: 'issues', action: 'unassigned', repository: issue.repository, sender, issue, assignee });
}
