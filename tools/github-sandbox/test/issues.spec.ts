import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startGitHubSandbox, type GitHubSandbox } from '../src/index.js';
import { apiClient, type ApiClient } from './api-client.js';

const SHOP = '/repos/acme/shop';

let sandbox: GitHubSandbox;
let writer: ApiClient;
let reader: ApiClient;

beforeEach(async () => {
  sandbox = await startGitHubSandbox();
  sandbox.createUser({ login: 'writer', token: 'writer-token' });
  sandbox.createUser({ login: 'reader', token: 'reader-token' });
  await sandbox.createRepository('acme/shop');
  await sandbox.createRepository('acme/secret', { private: true });
  sandbox.setPermission('acme/shop', 'writer', 'write');
  writer = apiClient(sandbox, 'writer-token');
  reader = apiClient(sandbox, 'reader-token');
});

afterEach(() => sandbox.close());

describe('permissions', () => {
  test('everybody reads a public repository; a private one does not exist for strangers', async () => {
    const anonymous = await apiClient(sandbox)('GET', SHOP);
    const secret = await reader('GET', '/repos/acme/secret');
    const wrong = await apiClient(sandbox, 'wrong')('GET', SHOP);

    expect(anonymous.json.permissions).toBeUndefined();
    expect(secret.status).toBe(404);
    expect(secret.json).toMatchObject({ message: 'Not Found', status: '404' });
    expect(wrong.json).toMatchObject({ message: 'Bad credentials', status: '401' });
  });

  test('the repository says what the caller may do', async () => {
    const { json } = await writer('GET', '/repos/ACME/Shop');

    expect(json.full_name).toBe('acme/shop');
    expect(json.permissions).toEqual({ admin: false, maintain: false, push: true, triage: true, pull: true });
  });

  test.each([
    ['none', 'read', 'read'],
    ['read', 'read', 'read'],
    ['triage', 'read', 'triage'],
    ['write', 'write', 'write'],
    ['maintain', 'write', 'maintain'],
    ['admin', 'admin', 'admin'],
  ] as const)('somebody with %s has permission %s and role %s in a public repository', async (given, old, role) => {
    sandbox.setPermission('acme/shop', 'reader', given);

    const { json } = await writer('GET', `${SHOP}/collaborators/reader/permission`);

    expect(json).toMatchObject({ permission: old, role_name: role });
  });

  test('only who may push asks for permissions, and nobody has one who does not exist', async () => {
    const refused = await reader('GET', `${SHOP}/collaborators/writer/permission`);
    const missing = await writer('GET', `${SHOP}/collaborators/nobody/permission`);

    expect(refused.status).toBe(403);
    expect(refused.json.message).toBe('Must have push access to view collaborator permission.');
    expect(missing.status).toBe(404);
  });

  test('a reader comments and reacts, but neither labels nor closes', async () => {
    const number = sandbox.openIssue('acme/shop', { title: 'Bug', author: 'writer' });
    const one = `${SHOP}/issues/${number}`;

    const answers = [
      await reader('POST', `${one}/comments`, { body: 'Me too' }),
      await reader('POST', `${one}/reactions`, { content: '+1' }),
      await reader('POST', `${one}/labels`, { labels: ['bug'] }),
      await reader('POST', `${one}/assignees`, { assignees: ['reader'] }),
      await reader('PATCH', one, { state: 'closed' }),
      await apiClient(sandbox)('POST', `${one}/comments`, { body: 'Me too' }),
    ];

    expect(answers.map(({ status }) => status)).toEqual([201, 201, 403, 403, 403, 401]);
    expect(sandbox.issue('acme/shop', number)).toMatchObject({ state: 'open', labels: [], assignees: [] });
  });

  test('labels of a new issue are dropped silently when its author may not label', async () => {
    const { json } = await reader('POST', `${SHOP}/issues`, { title: 'Bug', labels: ['ai-fix'] });

    expect(json.labels).toEqual([]);
  });

  test('a comment belongs to its author and to those who may write', async () => {
    const number = sandbox.openIssue('acme/shop', { title: 'Bug' });
    const id = sandbox.comment('acme/shop', number, { author: 'writer', body: 'Mine' });
    const url = `${SHOP}/issues/comments/${id}`;

    const byReader = await reader('PATCH', url, { body: 'Ours' });
    const byWriter = await writer('PATCH', url, { body: 'Still mine' });
    const deleted = await writer('DELETE', url);

    expect([byReader.status, byWriter.status, deleted.status]).toEqual([403, 200, 204]);
    expect(deleted.text).toBe('');
    expect(sandbox.comments('acme/shop', number)).toEqual([]);
  });

  test('a locked issue takes comments of writers only', async () => {
    const number = sandbox.openIssue('acme/shop', { title: 'Bug' });
    sandbox.lockIssue('acme/shop', number);

    const byReader = await reader('POST', `${SHOP}/issues/${number}/comments`, { body: 'But' });
    const byWriter = await writer('POST', `${SHOP}/issues/${number}/comments`, { body: 'No' });

    expect(byReader.status).toBe(403);
    expect(byReader.json.message).toBe('Unable to create comment because issue is locked.');
    expect(byWriter.status).toBe(201);
  });

  test('an archived repository is read-only', async () => {
    const number = sandbox.openIssue('acme/shop', { title: 'Bug' });
    sandbox.updateRepository('acme/shop', { archived: true });

    const written = await writer('POST', `${SHOP}/issues/${number}/comments`, { body: 'Late' });
    const read = await writer('GET', `${SHOP}/issues/${number}`);

    expect(written.status).toBe(403);
    expect(written.json.message).toBe('Repository was archived so is read-only.');
    expect(read.status).toBe(200);
  });
});

describe('texts', () => {
  test('65,536 characters are stored as they are, one more is refused', async () => {
    const number = sandbox.openIssue('acme/shop', { title: 'Bug' });
    const comments = `${SHOP}/issues/${number}/comments`;
    const body = `<script>&amp;\u0000 ${'x'.repeat(65_520)}`.padEnd(65_536, 'y');

    const longest = await reader('POST', comments, { body });
    const tooLong = await reader('POST', comments, { body: `${body}z` });

    expect(longest.json.body).toBe(body);
    expect(tooLong.status).toBe(422);
    expect(tooLong.json.errors[0].message).toBe('Body is too long (maximum is 65536 characters)');
  });

  test.each([
    ['no JSON', '{"body":', 400, 'Problems parsing JSON'],
    ['no object', '"text"', 400, 'Body should be a JSON object'],
    ['no body', '{}', 422, `Invalid request.\n\n"body" wasn't supplied.`],
    ['no text', '{"body":1}', 422, `Invalid request.\n\nFor 'properties/body', 1 is not a string.`],
    ['blank', '{"body":" "}', 422, 'Validation Failed'],
  ])('a comment with %s is refused', async (_what, body, status, message) => {
    const number = sandbox.openIssue('acme/shop', { title: 'Bug' });

    const answer = await reader('POST', `${SHOP}/issues/${number}/comments`, body);

    expect(answer.status).toBe(status);
    expect(answer.json.message).toBe(message);
  });
});

describe('labels and reactions', () => {
  test('a label that does not exist is created, whatever its case is later', async () => {
    const number = sandbox.openIssue('acme/shop', { title: 'Bug' });
    const labels = `${SHOP}/issues/${number}/labels`;

    const added = await writer('POST', labels, { labels: ['needs: a/b?', 'BUG'] });
    const again = await writer('POST', labels, { labels: ['Needs: A/B?'] });
    const removed = await writer('DELETE', `${labels}/${encodeURIComponent('NEEDS: a/b?')}`);
    const missing = await writer('DELETE', `${labels}/gone`);

    expect(added.json.map(({ name }: { name: string }) => name)).toEqual(['needs: a/b?', 'bug']);
    expect(again.json).toHaveLength(2);
    expect(removed.json.map(({ name }: { name: string }) => name)).toEqual(['bug']);
    expect(missing.json.message).toBe('Label does not exist');
  });

  test('a reaction is given once, and taken back by who gave it', async () => {
    const number = sandbox.openIssue('acme/shop', { title: 'Bug' });
    const reactions = `${SHOP}/issues/${number}/reactions`;

    const first = await writer('POST', reactions, { content: 'eyes' });
    const second = await writer('POST', reactions, { content: 'eyes' });
    const byOther = await reader('DELETE', `${reactions}/${first.json.id}`);
    const rollup = (await reader('GET', `${SHOP}/issues/${number}`)).json.reactions;
    const byOwner = await writer('DELETE', `${reactions}/${first.json.id}`);

    expect([first.status, second.status, byOther.status, byOwner.status]).toEqual([201, 200, 404, 204]);
    expect(second.json.id).toBe(first.json.id);
    expect(rollup).toMatchObject({ total_count: 1, eyes: 1, rocket: 0 });
    expect(sandbox.reactions('acme/shop', number)).toEqual([]);
  });
});
