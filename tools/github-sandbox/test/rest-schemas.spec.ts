import { createSign } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startGitHubSandbox, type GitHubSandbox } from '../src/index.js';
import { DescribedApi, described } from './described-api.js';

const REPOSITORY = '/repos/{owner}/{repo}';
const ISSUE = `${REPOSITORY}/issues/{issue_number}`;
const COMMENT = `${REPOSITORY}/issues/comments/{comment_id}`;
const PULL = `${REPOSITORY}/pulls/{pull_number}`;
const REMARK = `${REPOSITORY}/pulls/comments/{comment_id}`;
const HOOK = `${REPOSITORY}/hooks/{hook_id}`;

let sandbox: GitHubSandbox;
let api: DescribedApi;
let jwt: string;
let installation: number;
let head: string;

beforeAll(async () => {
  sandbox = await startGitHubSandbox();
  const { token } = sandbox.createUser({ login: 'maintainer', email: 'maintainer@example.com' });
  sandbox.createUser({ login: 'stranger', token: 'stranger-token' });
  await sandbox.createRepository('acme/shop', {
    files: {
      'src/cart.js': 'export const total = 1;\n',
      link: { content: 'src/cart.js', mode: '120000' },
      'logo.png': new Uint8Array([0x89, 0x50, 0, 1, 2]),
    },
  });
  await sandbox.createRepository('acme/empty', { files: {} });
  sandbox.setPermission('acme/shop', 'maintainer', 'admin');
  sandbox.setPermission('acme/empty', 'maintainer', 'admin');
  sandbox.openIssue('acme/shop', { title: 'Total is wrong', body: 'It is 1.', labels: ['bug', 'new label'] });
  const files = { 'src/cart.js': 'export const total = 2;\n', 'logo.png': new Uint8Array([0x89, 0, 3]), link: null };
  head = await sandbox.commitFiles('acme/shop', 'feature/total', files, { by: 'maintainer' });
  await sandbox.commitFiles('acme/shop', 'other', { 'README.md': '# Shop\n' });
  const app = sandbox.registerApp({ slug: 'fixer', webhook: { url: 'http://127.0.0.1:9/', secret: 's' } });
  installation = sandbox.installApp(app.id, 'acme', ['acme/shop']);
  jwt = appToken(app.id, app.privateKey);
  await sandbox.webhooksSettled();
  api = new DescribedApi(sandbox, {
    token,
    params: { owner: 'acme', repo: 'shop', issue_number: 1, pull_number: 2, username: 'maintainer' },
  });
});

afterAll(() => sandbox.close());

test('answers of users, repositories and issues are as GitHub describes them', async () => {
  await api.call('GET /user');
  await api.call('GET /user', { token: undefined });
  await api.call('GET /user', { token: 'wrong' });
  await api.call('GET /users/{username}');
  await api.call('GET /users/{username}', { params: { username: 'nobody' } });
  await api.call(`GET ${REPOSITORY}`);
  await api.call(`GET ${REPOSITORY}`, { params: { repo: 'none' } });
  await api.call(`GET ${REPOSITORY}/branches/{branch}`, { params: { branch: 'feature/total' } });
  await api.call(`GET ${REPOSITORY}/branches/{branch}`, { params: { branch: 'none' } });
  await api.call(`GET ${REPOSITORY}/collaborators/{username}/permission`);
  await api.call(`GET ${REPOSITORY}/collaborators/{username}/permission`, { params: { username: 'nobody' } });
  await api.call(`GET ${REPOSITORY}/collaborators/{username}/permission`, { token: 'stranger-token' });
  await api.call(`GET ${REPOSITORY}/issues`);
  const body = { title: 'Another', labels: ['bug'], assignees: ['maintainer'] };
  const { json } = await api.call(`POST ${REPOSITORY}/issues`, { body });
  const params = { issue_number: json.number };
  await api.call(`POST ${REPOSITORY}/issues`, { body: {} });
  await api.call(`POST ${REPOSITORY}/issues`, { body: { title: ' ' } });
  await api.call(`GET ${ISSUE}`);
  await api.call(`GET ${ISSUE}`, { params: { issue_number: 99 } });
  await api.call(`PATCH ${ISSUE}`, { params, body: { state: 'closed', title: 'Done' } });
  await api.call(`PATCH ${ISSUE}`, { params, body: { state: 'gone' } });
  await api.call(`PATCH ${ISSUE}`, { token: 'stranger-token', body: { title: 'Mine' } });
  await api.call(`POST ${ISSUE}/assignees`, { body: { assignees: ['maintainer', 'nobody'] } });
  await api.call(`GET ${ISSUE}/labels`);
  await api.call(`POST ${ISSUE}/labels`, { body: { labels: ['one more'] } });
  await api.call(`POST ${ISSUE}/labels`, { body: ['bare'] });
  await api.call(`DELETE ${ISSUE}/labels/{name}`, { params: { name: 'one more' } });
  await api.call(`DELETE ${ISSUE}/labels/{name}`, { params: { name: 'one more' } });

  expect(api.takeViolations()).toEqual([]);
});

test('answers of comments and reactions are as GitHub describes them', async () => {
  const { json: comment } = await api.call(`POST ${ISSUE}/comments`, { body: { body: 'Hello' } });
  const params = { comment_id: comment.id };
  await api.call(`POST ${ISSUE}/comments`, { body: { body: 'x'.repeat(65_537) } });
  await api.call(`POST ${ISSUE}/comments`, { params: { issue_number: 99 }, body: { body: 'Hello' } });
  await api.call(`GET ${ISSUE}/comments`);
  await api.call(`GET ${COMMENT}`, { params });
  await api.call(`PATCH ${COMMENT}`, { params, body: { body: 'Hello again' } });
  await api.call(`PATCH ${COMMENT}`, { params, body: {} });
  for (const target of [ISSUE, COMMENT]) {
    const { json } = await api.call(`POST ${target}/reactions`, { params, body: { content: 'eyes' } });
    await api.call(`POST ${target}/reactions`, { params, body: { content: 'eyes' } });
    await api.call(`POST ${target}/reactions`, { params, body: { content: 'thumbs' } });
    await api.call(`GET ${target}/reactions`, { params });
    await api.call(`DELETE ${target}/reactions/{reaction_id}`, { params: { ...params, reaction_id: json.id } });
  }
  await api.call(`DELETE ${COMMENT}`, { params });
  await api.call(`GET ${COMMENT}`, { params });

  expect(api.takeViolations()).toEqual([]);
});

test('answers of pull requests and reviews are as GitHub describes them', async () => {
  const input = { title: 'Fix total', head: 'feature/total', base: 'main', body: 'Fixes #1', draft: true };
  const { json: pull } = await api.call(`POST ${REPOSITORY}/pulls`, { body: input });
  const params = { pull_number: pull.number };
  await api.call(`POST ${REPOSITORY}/pulls`, { body: input });
  await api.call(`POST ${REPOSITORY}/pulls`, { body: { ...input, head: 'missing' } });
  await api.call(`POST ${REPOSITORY}/pulls`, { body: { ...input, head: 'main' } });
  await api.call(`POST ${REPOSITORY}/pulls`, { body: input, token: 'stranger-token' });
  await api.call(`POST ${ISSUE}/labels`, { params: { issue_number: pull.number }, body: { labels: ['ai-agent'] } });
  await api.call(`GET ${REPOSITORY}/pulls`);
  await api.call(`GET ${PULL}`, { params });
  await api.call(`GET ${PULL}`, { params: { pull_number: 1 } });
  await api.call(`PATCH ${PULL}`, { params, body: { title: 'Fix the total', base: 'other' } });
  await api.call(`PATCH ${PULL}`, { params, body: { base: 'main' } });
  await api.call(`PATCH ${PULL}`, { params, body: { base: 'missing' } });
  await api.call(`GET ${PULL}/files`, { params });
  await api.call(`GET ${PULL}/commits`, { params });
  const remark = { body: 'Why?', path: 'src/cart.js', line: 1, side: 'RIGHT', commit_id: head };
  const { json: first } = await api.call(`POST ${PULL}/comments`, { params, body: remark });
  await api.call(`POST ${PULL}/comments`, { params, body: { ...remark, line: 7 } });
  const thread = { ...params, comment_id: first.id };
  await api.call(`POST ${PULL}/comments/{comment_id}/replies`, { params: thread, body: { body: 'Because.' } });
  await api.call(`POST ${PULL}/comments/{comment_id}/replies`, { params, body: { body: 'Because.' } });
  await api.call(`GET ${PULL}/comments`, { params });
  await api.call(`GET ${REMARK}`, { params: thread });
  await api.call(`GET ${REMARK}`);
  const { json: reaction } = await api.call(`POST ${REMARK}/reactions`, {
    params: thread,
    body: { content: 'rocket' },
  });
  await api.call(`POST ${REMARK}/reactions`, { params: thread, body: { content: 'rocket' } });
  await api.call(`GET ${REMARK}/reactions`, { params: thread });
  const review = { body: 'Fine', event: 'COMMENT', comments: [{ body: 'Good', path: 'src/cart.js', position: 1 }] };
  const { json: reviewed } = await api.call(`POST ${PULL}/reviews`, { params, body: review });
  await api.call(`POST ${PULL}/reviews`, { params, body: { event: 'APPROVE' } });
  await api.call(`POST ${PULL}/reviews`, { params, body: { body: 'Later' } });
  await api.call(`GET ${PULL}/reviews`, { params });
  await api.call(`GET ${PULL}/reviews/{review_id}/comments`, { params: { ...params, review_id: reviewed.id } });
  await api.call(`GET ${PULL}/reviews/{review_id}/comments`, { params });
  await api.call(`DELETE ${REMARK}/reactions/{reaction_id}`, { params: { ...thread, reaction_id: reaction.id } });
  await sandbox.mergePullRequest('acme/shop', pull.number, 'maintainer');
  await api.call(`GET ${PULL}`, { params });

  expect(api.takeViolations()).toEqual([]);
});

test('answers of commits and contents are as GitHub describes them', async () => {
  const compare = `GET ${REPOSITORY}/compare/{basehead}`;
  const commit = `GET ${REPOSITORY}/commits/{ref}`;
  const contents = `GET ${REPOSITORY}/contents/{path}`;

  await api.call(compare, { params: { basehead: 'other...feature/total' } });
  await api.call(compare, { params: { basehead: 'main...none' } });
  await api.call(commit, { params: { ref: head } });
  await api.call(commit, { params: { ref: 'none' } });
  await api.call(commit, { params: { ref: 'main', repo: 'empty' } });
  await api.call(contents, { params: { path: 'src/cart.js' } });
  await api.call(contents, { params: { path: 'src' } });
  await api.call(contents, { params: { path: 'link' }, query: '?ref=other' });
  await api.call(contents, { params: { path: 'none' } });

  expect(api.takeViolations()).toEqual([]);
});

test('answers of Apps and webhooks are as GitHub describes them', async () => {
  const token = jwt;
  await api.call('GET /app', { token });
  await api.call(`GET ${REPOSITORY}/installation`, { token });
  await api.call(`GET ${REPOSITORY}/installation`, { token, params: { repo: 'empty' } });
  const create = 'POST /app/installations/{installation_id}/access_tokens';
  const params = { installation_id: installation };
  await api.call(create, { token, params });
  await api.call(create, { token, params, body: { repositories: ['shop'], permissions: { contents: 'read' } } });
  await api.call(create, { token, params, body: { permissions: { administration: 'write' } } });
  await api.call(create, { token });
  await api.call(create, { params });
  const { json: deliveries } = await api.call('GET /app/hook/deliveries', { token });
  const one = { delivery_id: deliveries[0].id };
  await api.call('GET /app/hook/deliveries/{delivery_id}', { token, params: one });
  await api.call('POST /app/hook/deliveries/{delivery_id}/attempts', { token, params: one });
  const config = { url: 'http://127.0.0.1:9/hook', content_type: 'json', secret: 'secret' };
  const { json: hook } = await api.call(`POST ${REPOSITORY}/hooks`, { body: { config, events: ['issues'] } });
  await api.call(`POST ${REPOSITORY}/hooks`, { body: { config } });
  await api.call(`POST ${REPOSITORY}/hooks`, { body: { config }, token: 'stranger-token' });
  await sandbox.webhooksSettled();
  await api.call(`GET ${REPOSITORY}/hooks`);
  const hookParams = { hook_id: hook.id };
  const { json: own } = await api.call(`GET ${HOOK}/deliveries`, { params: hookParams });
  const ping = { ...hookParams, delivery_id: own[0].id };
  await api.call(`GET ${HOOK}/deliveries/{delivery_id}`, { params: ping });
  await api.call(`POST ${HOOK}/deliveries/{delivery_id}/attempts`, { params: ping });
  await sandbox.webhooksSettled();

  expect(api.takeViolations()).toEqual([]);
});

test('every described operation has been answered with success', () => {
  const succeeded = [...api.seen].filter((each) => /\b2\d\d$/.test(each)).map((each) => each.slice(0, -4));

  expect(Object.keys(described.operations).filter((operation) => !succeeded.includes(operation))).toEqual([]);
});

function appToken(id: number, privateKey: string): string {
  const now = Math.floor(Date.now() / 1000);
  const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const unsigned = `${encode({ alg: 'RS256', typ: 'JWT' })}.${encode({ iat: now - 60, exp: now + 540, iss: id })}`;
  return `${unsigned}.${createSign('RSA-SHA256').update(unsigned).sign(privateKey, 'base64url')}`;
}
