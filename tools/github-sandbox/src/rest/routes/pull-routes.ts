import { callerRole } from '../../access/caller-rights.js';
import { editPullRequest } from '../../actions/edit-pull-request.js';
import { openPullRequest } from '../../actions/open-pull-request.js';
import { readCommits } from '../../git/read-commits.js';
import { pullRequestFacts } from '../../render/pull-request-facts.js';
import { renderChangedFile } from '../../render/render-changed-file.js';
import { renderCommit } from '../../render/render-commit.js';
import { renderFullPullRequest, renderPullRequest } from '../../render/render-pull-request.js';
import { GitHubError, validationFailed } from '../../world/github-error.js';
import type { PullRequest } from '../../world/pull-request.js';
import { roleIncludes } from '../../world/role.js';
import { reads, writes } from '../authorize-call.js';
import { sendComparisonText, wantedText } from '../comparison-text.js';
import { filesBetween } from '../files-between.js';
import { headNamed } from '../head-named.js';
import { listPullRequests } from '../list-pull-requests.js';
import { paginate } from '../paginate.js';
import { actorOf, pullOf, type AddRoute, type Call } from '../repository-routes.js';

/** Pull requests, their files and commits. */
export function pullRoutes(route: AddRoute): void {
  route('GET', '/pulls', reads('pull_requests'), (call) =>
    paginate(call, listPullRequests(call)).map((pull) => renderPullRequest(call.world.addresses, pull)),
  );
  route('POST', '/pulls', writes('read', 'pull_requests'), postPull);
  route('GET', '/pulls/:number', reads('pull_requests'), getPull);
  route('PATCH', '/pulls/:number', writes('read', 'pull_requests'), patchPull);
  route('GET', '/pulls/:number/files', reads('pull_requests'), async (call) => {
    const { base, head } = pullOf(call);
    const files = paginate(call, await filesBetween(call.repository, base.sha, head.sha));
    return files.map((file) => renderChangedFile(call.world.addresses, call.repository, head.sha, file));
  });
  route('GET', '/pulls/:number/commits', reads('pull_requests'), async (call) => {
    const { base, head } = pullOf(call);
    const commits = await readCommits(call.repository.directory, '--reverse', `${base.sha}..${head.sha}`);
    return paginate(call, commits).map((commit) => renderCommit(call.world, call.repository, commit));
  });
}

async function postPull(call: Call) {
  const { world, repository, body, reply } = call;
  if (!body.optionalText('title')) throw validationFailed(missing('title'));
  const head = headNamed(world, repository, body.text('head'), body.optionalText('head_repo'));
  if (!head) throw validationFailed({ resource: 'PullRequest', field: 'head', code: 'invalid' });
  if (!roleIncludes(callerRole(call.caller, head.repository), 'write')) {
    throw validationFailed({ resource: 'Issue', code: 'custom', field: 'user_id', message: 'must be a collaborator' });
  }
  const pull = await openPullRequest(world, repository, actorOf(call), {
    title: body.text('title'),
    body: body.optionalText('body') ?? null,
    head,
    base: body.text('base'),
    draft: body.flag('draft') ?? false,
    maintainerCanModify: body.flag('maintainer_can_modify') ?? true,
  });
  reply.code(201);
  return renderOne(call, pull);
}

async function getPull(call: Call) {
  const pull = pullOf(call);
  const text = wantedText(call);
  if (text) return sendComparisonText(call, text, pull.base.sha, pull.head.sha);
  return renderOne(call, pull);
}

async function patchPull(call: Call) {
  const { world, repository, body } = call;
  const pull = pullOf(call);
  const actor = actorOf(call);
  if (pull.issue.author !== actor && !roleIncludes(callerRole(call.caller, repository), 'write')) {
    throw new GitHubError(403, 'Must have admin rights to Repository.');
  }
  await editPullRequest(world, pull, actor, {
    title: body.optionalText('title'),
    body: body.nullableText('body'),
    state: body.oneOf('state', ['open', 'closed']),
    base: body.optionalText('base'),
  });
  return renderOne(call, pull);
}

async function renderOne({ world }: Call, pull: PullRequest) {
  return renderFullPullRequest(world.addresses, pull, await pullRequestFacts(pull));
}

function missing(field: string) {
  return { resource: 'PullRequest', code: 'missing_field', field } as const;
}
