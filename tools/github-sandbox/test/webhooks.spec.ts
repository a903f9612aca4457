import { createHmac } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startGitHubSandbox, type GitHubSandbox } from '../src/index.js';
import { apiClient } from './api-client.js';
import { appJwt } from './app-jwt.js';
import { described, webhookViolations } from './described-api.js';
import { cloneUrl, git, temporaryFolder } from './git-client.js';
import { webhookReceiver, type WebhookReceiver } from './webhook-receiver.js';

const SECRET = 'webhook secret';

let sandbox: GitHubSandbox;
let receiver: WebhookReceiver;

beforeEach(async () => {
  sandbox = await startGitHubSandbox();
  receiver = await webhookReceiver();
  sandbox.createUser({ login: 'maintainer', token: 'maintainer-token' });
  sandbox.createUser({ login: 'agent', token: 'agent-token' });
  await sandbox.createRepository('acme/shop', { files: { 'a.txt': 'one\n' } });
  sandbox.setPermission('acme/shop', 'maintainer', 'admin');
  sandbox.setPermission('acme/shop', 'agent', 'write');
});

afterEach(() => sandbox.close());

function listen(events: readonly string[] = ['*']): void {
  sandbox.addWebhook('acme/shop', { url: receiver.url, secret: SECRET, events });
}

/** What has arrived so far, like `issues.opened`. */
async function arrived(): Promise<string[]> {
  await sandbox.webhooksSettled();
  return receiver.received.map(({ headers, payload }) =>
    [headers['x-github-event'], payload.action as string | undefined].filter(Boolean).join('.'),
  );
}

describe('a delivery', () => {
  test('is signed over its exact bytes and says what it is', async () => {
    listen();
    sandbox.openIssue('acme/shop', { title: 'Ünïcode 🚀 <script>' });
    await sandbox.webhooksSettled();

    const opened = receiver.received.find(({ headers }) => headers['x-github-event'] === 'issues');
    const expected = `sha256=${createHmac('sha256', SECRET)
      .update(opened?.body ?? '')
      .digest('hex')}`;

    expect(opened?.headers).toMatchObject({
      'x-hub-signature-256': expected,
      'content-type': 'application/json',
      'x-github-hook-installation-target-type': 'repository',
    });
    expect(opened?.headers['user-agent']).toMatch(/^GitHub-Hookshot\//);
    expect(opened?.headers['x-github-delivery']).toMatch(/^[0-9a-f-]{36}$/);
    expect(opened?.headers['x-github-hook-id']).toBeDefined();
    expect(opened?.payload.issue.title).toBe('Ünïcode 🚀 <script>');
  });

  test('tells as much as GitHub does about everything that can happen', async () => {
    listen();
    const issue = sandbox.openIssue('acme/shop', { title: 'Bug', author: 'agent', labels: ['bug'] });
    sandbox.assign('acme/shop', issue, 'agent');
    sandbox.removeLabel('acme/shop', issue, 'bug');
    sandbox.editIssue('acme/shop', issue, { title: 'Real bug', state: 'closed' });
    sandbox.editIssue('acme/shop', issue, { state: 'open' });
    const comment = sandbox.comment('acme/shop', issue, { body: '/fix' });
    sandbox.editComment('acme/shop', comment, '/fix it');
    sandbox.deleteComment('acme/shop', comment);
    await sandbox.commitFiles('acme/shop', 'fix', { 'a.txt': 'two\n', 'b.txt': 'b\n' }, { by: 'agent' });
    const pull = await sandbox.openPullRequest('acme/shop', { title: 'Fix', head: 'fix', author: 'agent' });
    await sandbox.commitFiles('acme/shop', 'fix', { 'b.txt': null }, { by: 'agent' });
    sandbox.addLabel('acme/shop', pull, 'ai-agent');
    sandbox.removeLabel('acme/shop', pull, 'ai-agent');
    sandbox.assign('acme/shop', pull, 'agent');
    await sandbox.editPullRequest('acme/shop', pull, { title: 'Fixes' });
    sandbox.comment('acme/shop', pull, { body: '/refine' });
    await sandbox.submitReview('acme/shop', pull, {
      author: 'maintainer',
      body: 'Look',
      comments: [{ body: 'Why?', path: 'a.txt', line: 1 }],
    });
    await sandbox.editPullRequest('acme/shop', pull, { state: 'closed' });
    await sandbox.editPullRequest('acme/shop', pull, { state: 'open' });
    await sandbox.mergePullRequest('acme/shop', pull);
    await sandbox.deleteBranch('acme/shop', 'fix');
    const events = await arrived();

    const violations = receiver.received.flatMap(({ headers, payload }) => {
      const event = String(headers['x-github-event']).replaceAll('_', '-');
      return webhookViolations(payload.action ? `${event}-${payload.action}` : event, payload);
    });

    expect(violations).toEqual([]);
    const missing = Object.keys(described.webhooks).filter(
      (name) => !events.some((event) => event.replaceAll('_', '-').replace('.', '-') === name),
    );
    expect(missing).toEqual([]);
  });

  test('carries what commands need: who, where, and in which file', async () => {
    listen(['pull_request_review_comment', 'pull_request_review', 'issue_comment']);
    await sandbox.commitFiles('acme/shop', 'fix', { 'a.txt': 'two\n' });
    const pull = await sandbox.openPullRequest('acme/shop', { title: 'Fix', head: 'fix' });
    await sandbox.addReviewComment('acme/shop', pull, { body: '/refine', path: 'a.txt', line: 1 }, 'maintainer');
    sandbox.comment('acme/shop', pull, { body: '/refine all', author: 'maintainer' });
    await sandbox.webhooksSettled();

    const byEvent = (name: string) =>
      receiver.received.find(({ headers }) => headers['x-github-event'] === name)?.payload;

    expect(byEvent('pull_request_review_comment')).toMatchObject({
      action: 'created',
      comment: { body: '/refine', path: 'a.txt', line: 1, side: 'RIGHT' },
      pull_request: { number: pull, head: { ref: 'fix', repo: { full_name: 'acme/shop' } } },
      sender: { login: 'maintainer', type: 'User' },
    });
    expect(byEvent('pull_request_review')).toMatchObject({ review: { state: 'commented', body: null } });
    expect(byEvent('issue_comment')).toMatchObject({ issue: { number: pull, pull_request: { merged_at: null } } });
  });
});

describe('what is told', () => {
  test('a change by the API is told with its author as the sender', async () => {
    listen(['issues', 'issue_comment']);
    const api = apiClient(sandbox, 'maintainer-token');

    await api('POST', '/repos/acme/shop/issues', { title: 'Bug', labels: ['ai-fix'], assignees: ['agent'] });
    await api('POST', '/repos/acme/shop/issues/1/comments', { body: '/fix' });

    expect((await arrived()).sort()).toEqual([
      'issue_comment.created',
      'issues.assigned',
      'issues.labeled',
      'issues.opened',
      'ping',
    ]);
    const labeled = receiver.received.find(({ payload }) => payload.action === 'labeled');
    expect(labeled?.payload).toMatchObject({ label: { name: 'ai-fix' }, sender: { login: 'maintainer' } });
  });

  test('a push by git is told with its commits, and moves pull requests', async () => {
    await sandbox.commitFiles('acme/shop', 'fix', { 'a.txt': 'two\n' });
    await sandbox.openPullRequest('acme/shop', { title: 'Fix', head: 'fix' });
    listen();
    const folder = await temporaryFolder();
    await git(folder, 'clone', '--quiet', '--branch=fix', cloneUrl(sandbox.serverUrl, 'acme/shop', 'agent-token'), '.');
    await git(folder, 'commit', '--quiet', '--allow-empty', '--message=Nothing new');

    await git(folder, 'push', '--quiet', 'origin', 'HEAD');

    expect((await arrived()).sort()).toEqual(['ping', 'pull_request.synchronize', 'push']);
    const push = receiver.received.find(({ headers }) => headers['x-github-event'] === 'push');
    expect(push?.payload).toMatchObject({
      ref: 'refs/heads/fix',
      created: false,
      forced: false,
      sender: { login: 'agent' },
    });
    expect(push?.payload.commits).toHaveLength(1);
    expect(push?.payload.commits[0]).toMatchObject({ message: 'Nothing new', author: { name: 'Ann' } });
  });

  test('a webhook hears only what it asked for', async () => {
    listen(['issue_comment']);

    const issue = sandbox.openIssue('acme/shop', { title: 'Bug' });
    sandbox.comment('acme/shop', issue, { body: 'Hello' });

    expect(await arrived()).toEqual(['ping', 'issue_comment.created']);
  });

  test('what changes nothing is not told', async () => {
    listen();
    const issue = sandbox.openIssue('acme/shop', { title: 'Bug', labels: ['bug'] });
    const comment = sandbox.comment('acme/shop', issue, { body: 'Hello' });
    await sandbox.webhooksSettled();
    receiver.received.length = 0;

    sandbox.addLabel('acme/shop', issue, 'BUG');
    sandbox.editComment('acme/shop', comment, 'Hello');
    sandbox.editIssue('acme/shop', issue, { title: 'Bug', state: 'open' });

    expect(await arrived()).toEqual([]);
  });
});

test('the webhook of an App hears of the repositories where it is installed, and names the installation', async () => {
  await sandbox.createRepository('acme/other');
  const app = sandbox.registerApp({ slug: 'fixer', webhook: { url: receiver.url, secret: SECRET } });
  const installation = sandbox.installApp(app.id, 'acme', ['acme/shop']);
  sandbox.openIssue('acme/shop', { title: 'Ours' });
  sandbox.openIssue('acme/other', { title: 'Theirs' });

  expect(await arrived()).toEqual(['ping', 'issues.opened']);
  expect(receiver.received[1]?.payload.installation.id).toBe(installation);
  const api = apiClient(sandbox, appJwt(app.id, app.privateKey));
  const { json } = await api('GET', '/app/hook/deliveries');
  expect(json[0]).toMatchObject({ event: 'issues', action: 'opened', installation_id: installation });
});

test('a webhook may take forms', async () => {
  sandbox.addWebhook('acme/shop', { url: receiver.url, secret: SECRET, events: ['*'], contentType: 'form' });
  await sandbox.webhooksSettled();

  const [ping] = receiver.received;

  expect(ping?.headers['content-type']).toBe('application/x-www-form-urlencoded');
  expect(ping?.payload.zen).toBeTypeOf('string');
});
