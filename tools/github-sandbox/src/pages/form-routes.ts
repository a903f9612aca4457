import { addLabels } from '../actions/add-labels.js';
import { assign, unassign } from '../actions/assign.js';
import { commentOnDiff } from '../actions/comment-on-diff.js';
import { commentOnIssue } from '../actions/comment-on-issue.js';
import { createIssue } from '../actions/create-issue.js';
import { editIssue } from '../actions/edit-issue.js';
import { editPullRequest } from '../actions/edit-pull-request.js';
import { removeLabel } from '../actions/remove-label.js';
import { submitReview } from '../actions/submit-review.js';
import { callerRole } from '../access/caller-rights.js';
import { writes } from '../rest/authorize-call.js';
import { refuseIfLocked } from '../rest/refuse-if-locked.js';
import { GitHubError, notFound } from '../world/github-error.js';
import type { Issue } from '../world/issue.js';
import type { PullRequest, ReviewState } from '../world/pull-request.js';
import { fullName } from '../world/repository.js';
import { roleIncludes } from '../world/role.js';
import { issueShown, signedIn, type PageCall, type PageRoutes } from './page-routes.js';

const ANYBODY = writes('read', 'issues');
const TRIAGE = writes('triage', 'issues');
const REVIEW_STATES: readonly ReviewState[] = ['APPROVED', 'CHANGES_REQUESTED', 'COMMENTED'];

/** What the forms on the pages do. */
export function formRoutes({ submit }: PageRoutes): void {
  submit('/issues', ANYBODY, (call) => {
    const { world, repository, form } = call;
    const [title = '', body = null] = [form['title'], form['body']];
    return pageOf(createIssue(world, repository, signedIn(call), { title, body, labels: [], assignees: [] }));
  });
  submit('/issues/:number/comments', ANYBODY, (call) => {
    const issue = issueShown(call);
    refuseIfLocked(call, issue);
    const { id } = commentOnIssue(call.world, issue, signedIn(call), call.form['body'] ?? '');
    return `${pageOf(issue)}#issuecomment-${id}`;
  });
  submit('/issues/:number/state', ANYBODY, changeState);
  submit('/issues/:number/labels', TRIAGE, (call) => {
    addLabels(call.world, issueShown(call), signedIn(call), [call.form['name'] ?? '']);
    return pageOf(issueShown(call));
  });
  submit('/issues/:number/labels/remove', TRIAGE, (call) => {
    removeLabel(call.world, issueShown(call), signedIn(call), call.form['name'] ?? '');
    return pageOf(issueShown(call));
  });
  submit('/issues/:number/assign', TRIAGE, (call) => {
    assign(call.world, issueShown(call), signedIn(call), [call.world.account(call.form['login'] ?? '')]);
    return pageOf(issueShown(call));
  });
  submit('/issues/:number/unassign', TRIAGE, (call) => {
    unassign(call.world, issueShown(call), signedIn(call), call.world.account(call.form['login'] ?? ''));
    return pageOf(issueShown(call));
  });
  submit('/pull/:number/comments', ANYBODY, async (call) => {
    const { path = '', line, side, body = '' } = call.form;
    const place = { path, line: Number(line), side: side === 'LEFT' ? 'LEFT' : 'RIGHT' } as const;
    const whole = { ...place, startLine: undefined, startSide: undefined };
    const comment = await commentOnDiff(call.world, pullShown(call), signedIn(call), { body, place: whole });
    return `${pageOf(issueShown(call))}/files#discussion_r${comment.id}`;
  });
  submit('/pull/:number/reviews', ANYBODY, async (call) => {
    const state = REVIEW_STATES.find((each) => each === call.form['state']) ?? 'COMMENTED';
    const review = { body: call.form['body'] ?? '', state, comments: [] };
    const { id } = await submitReview(call.world, pullShown(call), signedIn(call), review);
    return `${pageOf(issueShown(call))}#pullrequestreview-${id}`;
  });
}

async function changeState(call: PageCall): Promise<string> {
  const issue = issueShown(call);
  const actor = signedIn(call);
  if (issue.author !== actor && !roleIncludes(callerRole(call.caller, call.repository), 'triage')) {
    throw new GitHubError(403, 'Only its author and people with triage access can do that.');
  }
  const state = call.form['state'] === 'open' ? 'open' : 'closed';
  if (call.form['body']?.trim()) commentOnIssue(call.world, issue, actor, call.form['body']);
  if (issue.pull) await editPullRequest(call.world, issue.pull, actor, { state });
  else editIssue(call.world, issue, actor, { state });
  return pageOf(issue);
}

function pullShown(call: PageCall): PullRequest {
  const { pull } = issueShown(call);
  if (!pull) throw notFound();
  refuseIfLocked(call, pull.issue);
  return pull;
}

function pageOf({ repository, pull, number }: Issue): string {
  return `/${fullName(repository)}/${pull ? 'pull' : 'issues'}/${number}`;
}
