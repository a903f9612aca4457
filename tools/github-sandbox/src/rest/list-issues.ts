import type { Issue } from '../world/issue.js';
import type { Call } from './repository-routes.js';

/** The issues that the query asks for, in its order. */
export function listIssues({ repository, query }: Call): Issue[] {
  const { state = 'open', labels, assignee, creator, since, sort = 'created', direction = 'desc' } = query;
  const wanted = labels?.split(',').map((name) => name.toLowerCase()) ?? [];
  const found = [...repository.issues.values()].filter(
    (issue) =>
      (state === 'all' || issue.state === state) &&
      wanted.every((name) => issue.labels.some((label) => label.name.toLowerCase() === name)) &&
      isAssigned(issue, assignee) &&
      (creator === undefined || sameLogin(issue.author.login, creator)) &&
      (since === undefined || issue.updatedAt >= since),
  );
  const key = (issue: Issue): string | number => {
    if (sort === 'updated') return issue.updatedAt;
    return sort === 'comments' ? issue.comments.length : issue.number;
  };
  const sign = direction === 'asc' ? 1 : -1;
  return found.sort((a, b) => sign * (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : a.number - b.number));
}

function isAssigned({ assignees }: Issue, wanted: string | undefined): boolean {
  if (wanted === undefined) return true;
  if (wanted === 'none') return assignees.length === 0;
  if (wanted === '*') return assignees.length > 0;
  return assignees.some(({ login }) => sameLogin(login, wanted));
}

function sameLogin(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}
