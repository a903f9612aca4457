import { mergeTrees } from '../git/merge-trees.js';
import { runGit } from '../git/run-git.js';
import { emailOf } from '../world/email-of.js';
import type { Account } from '../world/account.js';
import { GitHubError } from '../world/github-error.js';
import type { PullRequest } from '../world/pull-request.js';
import type { World } from '../world/world.js';
import { syncRefs } from './sync-refs.js';

/**
 * Merges a pull request with a merge commit.
 * @throws GitHubError 405 when it is closed or has conflicts
 */
export async function mergePullRequest(world: World, pull: PullRequest, by: Account): Promise<void> {
  const { issue, base, head } = pull;
  const { directory } = issue.repository;
  const merged = await mergeTrees(directory, base.sha, head.sha);
  if (issue.state === 'closed' || typeof merged === 'string') {
    throw new GitHubError(405, 'Pull Request is not mergeable');
  }
  const message = `Merge pull request #${issue.number} from ${head.repository.owner.login}/${head.branch}\n\n${issue.title}`;
  const identity = { NAME: by.login, EMAIL: emailOf(by) };
  const commit = await runGit(directory, ['commit-tree', merged.tree, '-p', base.sha, '-p', head.sha, '-m', message], {
    env: Object.fromEntries(
      Object.entries(identity).flatMap(([key, value]) => [
        [`GIT_AUTHOR_${key}`, value],
        [`GIT_COMMITTER_${key}`, value],
      ]),
    ),
  });
  await runGit(directory, ['update-ref', `refs/heads/${base.branch}`, commit.trim(), base.sha]);
  await syncRefs(world, issue.repository, by);
}
