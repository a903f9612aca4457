import { callerRole } from '../../access/caller-rights.js';
import { assign } from '../../actions/assign.js';
import { createIssue } from '../../actions/create-issue.js';
import { addLabels } from '../../actions/add-labels.js';
import { editPullRequest } from '../../actions/edit-pull-request.js';
import { editIssue, type IssueEdit } from '../../actions/edit-issue.js';
import { removeLabel } from '../../actions/remove-label.js';
import { renderIssue } from '../../render/render-issue.js';
import type { Account } from '../../world/account.js';
import { GitHubError } from '../../world/github-error.js';
import type { StateReason } from '../../world/issue.js';
import { roleIncludes } from '../../world/role.js';
import { reads, writes } from '../authorize-call.js';
import { listIssues } from '../list-issues.js';
import { paginate } from '../paginate.js';
import { actorOf, issueOf, type AddRoute, type Call } from '../repository-routes.js';

/** Issues; pull requests are issues too. */
export function issueRoutes(route: AddRoute): void {
  route('GET', '/issues', reads('issues', 'pull_requests'), (call) =>
    paginate(call, listIssues(call)).map((issue) => renderIssue(call.world.addresses, issue)),
  );
  route('POST', '/issues', writes('read', 'issues'), postIssue);
  route('GET', '/issues/:number', reads('issues', 'pull_requests'), (call) =>
    renderIssue(call.world.addresses, issueOf(call)),
  );
  route('PATCH', '/issues/:number', writes('read', 'issues', 'pull_requests'), patchIssue);
  route('POST', '/issues/:number/assignees', writes('triage', 'issues', 'pull_requests'), postAssignees);
}

function postIssue(call: Call) {
  const { world, repository, body, reply } = call;
  const mayTriage = roleIncludes(callerRole(call.caller, repository), 'triage');
  const issue = createIssue(world, repository, actorOf(call), {
    title: body.text('title'),
    body: body.optionalText('body') ?? null,
    labels: mayTriage ? (body.texts('labels') ?? []) : [], // dropped silently, as GitHub does
    assignees: mayTriage ? accounts(call, 'assignees') : [],
  });
  reply.code(201);
  return renderIssue(world.addresses, issue);
}

async function patchIssue(call: Call) {
  const { world, repository, body } = call;
  const issue = issueOf(call);
  const actor = actorOf(call);
  const mayTriage = roleIncludes(callerRole(call.caller, repository), 'triage');
  if (issue.author !== actor && !mayTriage) throw new GitHubError(403, 'Must have admin rights to Repository.');
  const edit: IssueEdit = {
    title: body.optionalText('title'),
    body: body.nullableText('body'),
    state: body.oneOf('state', ['open', 'closed']),
    stateReason: body.oneOf<StateReason>('state_reason', ['completed', 'not_planned', 'reopened', 'duplicate']),
  };
  if (issue.pull) await editPullRequest(world, issue.pull, actor, edit);
  else editIssue(world, issue, actor, edit);
  const labels = mayTriage ? body.texts('labels') : undefined;
  if (labels) {
    const wanted = labels.map((name) => name.toLowerCase());
    for (const { name } of [...issue.labels]) {
      if (!wanted.includes(name.toLowerCase())) removeLabel(world, issue, actor, name);
    }
    addLabels(world, issue, actor, labels);
  }
  return renderIssue(world.addresses, issue);
}

function postAssignees(call: Call) {
  const issue = issueOf(call);
  assign(call.world, issue, actorOf(call), accounts(call, 'assignees'));
  call.reply.code(201);
  return renderIssue(call.world.addresses, issue);
}

/** Those who exist; others are left out. */
function accounts({ world, body }: Call, name: string): Account[] {
  const logins = body.texts(name) ?? [];
  return logins.flatMap((login) => world.accounts.get(login.toLowerCase()) ?? []);
}
