import type { Repository } from '../world/repository.js';
import type { World } from '../world/world.js';

/**
 * What `head` of a new pull request means: `branch`, or `owner:branch` of the repository or one of its forks.
 * @returns undefined when there is no such fork
 */
export function headNamed(
  world: World,
  repository: Repository,
  head: string,
  headRepository: string | undefined,
): { repository: Repository; branch: string } | undefined {
  const colon = head.indexOf(':');
  if (colon < 0) return { repository, branch: head };
  const [owner, branch] = [head.slice(0, colon).toLowerCase(), head.slice(colon + 1)];
  const candidates = [repository, ...[...world.repositories.values()].filter(({ parent }) => parent === repository)];
  const found = candidates.find(
    (each) =>
      each.owner.login.toLowerCase() === owner &&
      (headRepository === undefined || each.name.toLowerCase() === headRepository.toLowerCase()),
  );
  return found && { repository: found, branch };
}
