import { afterEach, beforeEach, expect, test } from 'vitest';
import { startGitHubSandbox, type GitHubSandbox } from '../src/index.js';
import { apiClient, type ApiClient } from './api-client.js';

const PULLS = '/repos/acme/shop/pulls';
const NEW = { title: 'Fix', head: 'fix', base: 'main', body: 'Fixes #1' };

let sandbox: GitHubSandbox;
let api: ApiClient;

beforeEach(async () => {
  sandbox = await startGitHubSandbox();
  sandbox.createUser({ login: 'writer', token: 'writer-token' });
  sandbox.createUser({ login: 'reader', token: 'reader-token' });
  await sandbox.createRepository('acme/shop', { files: { 'a.txt': '1\n2\n3\n4\n5\n6\n7\n8\n9\n', 'b.txt': 'b\n' } });
  sandbox.setPermission('acme/shop', 'writer', 'write');
  await sandbox.commitFiles('acme/shop', 'fix', { 'a.txt': '1\n2\n3\n4\nfive\n6\n7\n8\n9\n' });
  api = apiClient(sandbox, 'writer-token');
});

afterEach(() => sandbox.close());

test('a remark knows its line, its hunk and its review', async () => {
  const { json } = await api('POST', PULLS, NEW);
  const remark = { body: 'Why?', path: 'a.txt', line: 5, side: 'RIGHT', commit_id: json.head.sha };

  const { json: created } = await api('POST', `${PULLS}/${json.number}/comments`, remark);

  expect(created).toMatchObject({ line: 5, side: 'RIGHT', position: 5, subject_type: 'line' });
  expect(created.diff_hunk).toBe('@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-5\n+five');
  expect(sandbox.reviews('acme/shop', json.number)[0]).toMatchObject({
    id: created.pull_request_review_id,
    state: 'COMMENTED',
  });
});

test('a remark outside of the diff is refused', async () => {
  const { json } = await api('POST', PULLS, NEW);
  const remark = { body: 'Why?', path: 'a.txt', line: 1, commit_id: json.head.sha };

  const line = await api('POST', `${PULLS}/${json.number}/comments`, remark);
  const path = await api('POST', `${PULLS}/${json.number}/comments`, { ...remark, path: 'b.txt' });
  const review = await api('POST', `${PULLS}/${json.number}/reviews`, { event: 'COMMENT', comments: [remark] });

  expect(line.json.errors[0].field).toBe('pull_request_review_thread.line');
  expect(path.json.errors[0].field).toBe('pull_request_review_thread.path');
  expect(review.json.errors[0]).toContain('line must be part of the diff');
  expect(sandbox.reviews('acme/shop', json.number)).toEqual([]);
});

test('an answer joins the thread of the first remark', async () => {
  const { json } = await api('POST', PULLS, NEW);
  const first = await sandbox.addReviewComment('acme/shop', json.number, { body: 'Why?', path: 'a.txt', line: 5 });

  const reply = await api('POST', `${PULLS}/${json.number}/comments/${first}/replies`, { body: 'So.' });
  const answers = `${PULLS}/${json.number}/comments/${reply.json.id}/replies`;
  const second = await api('POST', answers, { body: 'I see.' });

  expect(reply.json).toMatchObject({ in_reply_to_id: first, line: 5, path: 'a.txt' });
  expect(second.json.in_reply_to_id).toBe(first);
});

test('nobody approves what is their own, and a review says something', async () => {
  const { json } = await api('POST', PULLS, NEW);
  const reviews = `${PULLS}/${json.number}/reviews`;
  sandbox.setPermission('acme/shop', 'reader', 'read');

  const own = await api('POST', reviews, { event: 'APPROVE' });
  const blank = await api('POST', reviews, { event: 'COMMENT', body: ' ' });
  const other = await apiClient(sandbox, 'reader-token')('POST', reviews, { event: 'APPROVE' });

  expect(own.json.errors).toEqual(['Can not approve your own pull request']);
  expect(blank.status).toBe(422);
  expect(other.json.state).toBe('APPROVED');
});

test('a pending review is seen by its author alone', async () => {
  const { json } = await api('POST', PULLS, NEW);
  await api('POST', `${PULLS}/${json.number}/reviews`, { body: 'Thinking' });

  const own = await api('GET', `${PULLS}/${json.number}/reviews`);
  const others = await apiClient(sandbox, 'reader-token')('GET', `${PULLS}/${json.number}/reviews`);

  expect(own.json).toHaveLength(1);
  expect(others.json).toHaveLength(0);
});

test('a submitted review takes no reaction', async () => {
  const { json } = await api('POST', PULLS, NEW);
  const id = await sandbox.submitReview('acme/shop', json.number, { body: 'Fine' });

  const { status } = await api('POST', `${PULLS}/${json.number}/reviews/${id}/reactions`, { content: 'eyes' });

  expect(status).toBe(404);
});
