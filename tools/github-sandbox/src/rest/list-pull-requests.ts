import type { PullRequest } from '../world/pull-request.js';
import type { Call } from './repository-routes.js';

/** The pull requests that the query asks for, in its order. */
export function listPullRequests({ repository, query }: Call): PullRequest[] {
  const { state = 'open', head, base, sort = 'created' } = query;
  const direction = query['direction'] ?? (sort === 'created' ? 'desc' : 'asc');
  const found = [...repository.issues.values()]
    .flatMap(({ pull }) => pull ?? [])
    .filter(
      (pull) =>
        (state === 'all' || pull.issue.state === state) &&
        (base === undefined || pull.base.branch === base) &&
        // without `owner:` the filter is ignored, as on GitHub
        (head === undefined || !head.includes(':') || sameHead(pull, head)),
    );
  const key = ({ issue }: PullRequest) => (sort === 'updated' ? issue.updatedAt : issue.createdAt);
  const sign = direction === 'asc' ? 1 : -1;
  return found.sort((a, b) => sign * (key(a).localeCompare(key(b)) || a.issue.number - b.issue.number));
}

function sameHead({ head }: PullRequest, wanted: string): boolean {
  const colon = wanted.indexOf(':');
  const owner = wanted.slice(0, colon).toLowerCase();
  return head.repository.owner.login.toLowerCase() === owner && head.branch === wanted.slice(colon + 1);
}
