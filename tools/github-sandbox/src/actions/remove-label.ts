import type { Account } from '../world/account.js';
import { GitHubError } from '../world/github-error.js';
import type { Issue } from '../world/issue.js';
import { timestamp } from '../world/timestamp.js';
import type { World } from '../world/world.js';

/**
 * Takes a label off an issue.
 * @throws GitHubError 404 when it is not there
 */
export function removeLabel(world: World, issue: Issue, sender: Account, name: string): void {
  const label = issue.labels.find((each) => each.name.toLowerCase() === name.toLowerCase());
  if (!label) throw new GitHubError(404, 'Label does not exist');
  issue.labels = issue.labels.filter((each) => each !== label);
  issue.updatedAt = timestamp();
  world.tell({ event: 'issues', action: 'unlabeled', repository: issue.repository, sender, issue, label });
}
