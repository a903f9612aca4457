import type { Change } from '../../world/change.js';

/** The value of `X-GitHub-Event`. */
export function eventName(change: Change): string {
  return change.event === 'issues' && change.issue.pull ? 'pull_request' : change.event;
}
