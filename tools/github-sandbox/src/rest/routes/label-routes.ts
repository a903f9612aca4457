import { addLabels } from '../../actions/add-labels.js';
import { removeLabel } from '../../actions/remove-label.js';
import { renderLabel } from '../../render/render-label.js';
import type { Issue } from '../../world/issue.js';
import { reads, writes } from '../authorize-call.js';
import { paginate } from '../paginate.js';
import { actorOf, issueOf, type AddRoute, type Call } from '../repository-routes.js';

const AREAS = ['issues', 'pull_requests'] as const;

/** Labels on issues and pull requests. */
export function labelRoutes(route: AddRoute): void {
  route('GET', '/issues/:number/labels', reads(...AREAS), (call) =>
    paginate(call, issueOf(call).labels).map((label) => renderLabel(call.world.addresses, call.repository, label)),
  );
  route('POST', '/issues/:number/labels', writes('triage', ...AREAS), (call) => {
    const issue = issueOf(call);
    addLabels(call.world, issue, actorOf(call), call.body.texts('labels') ?? []);
    return allLabels(call, issue);
  });
  route('DELETE', '/issues/:number/labels/*', writes('triage', ...AREAS), (call) => {
    const issue = issueOf(call);
    removeLabel(call.world, issue, actorOf(call), call.params['*'] ?? '');
    return allLabels(call, issue);
  });
}

function allLabels({ world, repository }: Call, issue: Issue) {
  return issue.labels.map((label) => renderLabel(world.addresses, repository, label));
}
