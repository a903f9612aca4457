import { afterEach, beforeEach, describe, expect, test } from 'vitest';
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

describe('opening', () => {
  test('a second one for the same branches is refused in the words that callers look for', async () => {
    await api('POST', PULLS, NEW);

    const { status, json } = await api('POST', PULLS, NEW);

    expect(status).toBe(422);
    expect(json.errors[0].message).toBe('A pull request already exists for acme:fix.');
  });

  test('of many at once exactly one is opened', async () => {
    const answers = await Promise.all([1, 2, 3, 4].map(() => api('POST', PULLS, NEW)));

    expect(answers.map(({ status }) => status).sort()).toEqual([201, 422, 422, 422]);
    expect(sandbox.pullRequests('acme/shop')).toHaveLength(1);
  });

  test('missing branches and empty differences are refused', async () => {
    const head = await api('POST', PULLS, { ...NEW, head: 'none' });
    const base = await api('POST', PULLS, { ...NEW, base: 'none' });
    const owner = await api('POST', PULLS, { ...NEW, head: 'nobody:fix' });
    const same = await api('POST', PULLS, { ...NEW, head: 'main' });

    expect(head.json.errors).toEqual([{ resource: 'PullRequest', field: 'head', code: 'invalid' }]);
    expect(base.json.errors).toEqual([{ resource: 'PullRequest', field: 'base', code: 'invalid' }]);
    expect(owner.json.errors).toEqual([{ resource: 'PullRequest', field: 'head', code: 'invalid' }]);
    expect(same.json.errors[0].message).toBe('No commits between main and main');
  });

  test('somebody who may not push the branch may not open it', async () => {
    const { status, json } = await apiClient(sandbox, 'reader-token')('POST', PULLS, NEW);

    expect(status).toBe(422);
    expect(json.errors[0].message).toBe('must be a collaborator');
  });

  test('one from a fork says where it comes from', async () => {
    await sandbox.fork('acme/shop', 'reader');
    await sandbox.commitFiles('reader/shop', 'mine', { 'c.txt': 'c\n' }, { by: 'reader' });

    const reader = apiClient(sandbox, 'reader-token');
    const { status, json } = await reader('POST', PULLS, { ...NEW, head: 'reader:mine' });

    expect(status).toBe(201);
    expect(json.head.repo.full_name).toBe('reader/shop');
    expect(json.base.repo.full_name).toBe('acme/shop');
    expect(json.maintainer_can_modify).toBe(true);
    expect((await api('GET', `${PULLS}/${json.number}/files`)).json[0].filename).toBe('c.txt');
  });
});

describe('following its branches', () => {
  test('new commits move the head, and what git knows of it', async () => {
    const { json: before } = await api('POST', PULLS, NEW);
    const tip = await sandbox.commitFiles('acme/shop', 'fix', { 'c.txt': 'c\n' });

    const { json } = await api('GET', `${PULLS}/${before.number}`);

    expect(before).toMatchObject({ commits: 1, additions: 1, deletions: 1, changed_files: 1, mergeable: true });
    expect(json).toMatchObject({ commits: 2, additions: 2, deletions: 1, changed_files: 2 });
    expect(json.head.sha).toBe(tip);
  });

  test('a conflict makes it unmergeable', async () => {
    const { json: before } = await api('POST', PULLS, NEW);
    await sandbox.commitFiles('acme/shop', 'main', { 'a.txt': '1\n2\n3\n4\ncinq\n6\n7\n8\n9\n' });

    const { json } = await api('GET', `${PULLS}/${before.number}`);

    expect(json).toMatchObject({ mergeable: false, mergeable_state: 'dirty' });
  });

  test('it closes when its branch is deleted, and cannot be reopened then', async () => {
    const { json } = await api('POST', PULLS, NEW);
    await sandbox.deleteBranch('acme/shop', 'fix');

    const reopened = await api('PATCH', `${PULLS}/${json.number}`, { state: 'open' });

    expect(sandbox.pullRequest('acme/shop', json.number).state).toBe('closed');
    expect(reopened.status).toBe(422);
    expect(reopened.json.errors[0].message).toContain('The fix branch has been deleted.');
  });

  test('merging brings the change to the base', async () => {
    const { json } = await api('POST', PULLS, NEW);

    await sandbox.mergePullRequest('acme/shop', json.number, 'writer');

    const after = await api('GET', `${PULLS}/${json.number}`);
    expect(after.json).toMatchObject({ merged: true, state: 'closed', mergeable: null });
    expect(after.json.merged_by.login).toBe('writer');
    expect(await sandbox.readFile('acme/shop', 'main', 'a.txt')).toContain('five');
  });

  test('pushing its commits to the base merges it as well', async () => {
    const { json } = await api('POST', PULLS, NEW);
    await sandbox.commitFiles('acme/shop', 'fix', { 'c.txt': 'c\n' });

    await sandbox.moveBranch('acme/shop', 'main', 'fix');

    expect(sandbox.pullRequest('acme/shop', json.number)).toMatchObject({ merged: true, state: 'closed' });
  });

  test('closing and reopening picks up what was pushed meanwhile', async () => {
    const { json } = await api('POST', PULLS, NEW);
    await api('PATCH', `${PULLS}/${json.number}`, { state: 'closed' });
    const tip = await sandbox.commitFiles('acme/shop', 'fix', { 'c.txt': 'c\n' });

    const { json: reopened } = await api('PATCH', `${PULLS}/${json.number}`, { state: 'open' });

    expect(reopened.state).toBe('open');
    expect(reopened.head.sha).toBe(tip);
  });

  test('a closed one stays closed while another from the same branch is open', async () => {
    const { json: first } = await api('POST', PULLS, NEW);
    await api('PATCH', `${PULLS}/${first.number}`, { state: 'closed' });
    await api('POST', PULLS, NEW);

    const { status, json } = await api('PATCH', `${PULLS}/${first.number}`, { state: 'open' });

    expect(status).toBe(422);
    expect(json.errors[0].message).toContain('There is already an open pull request');
  });
});

describe('listing', () => {
  test('filters by head with its owner, by base and by state', async () => {
    await api('POST', PULLS, NEW);
    const count = async (query: string) => (await api('GET', `${PULLS}?${query}`)).json.length as number;

    expect(await count('head=acme:fix')).toBe(1);
    expect(await count('head=acme:other')).toBe(0);
    expect(await count('head=reader:fix')).toBe(0);
    expect(await count('base=main')).toBe(1);
    expect(await count('base=other')).toBe(0);
    expect(await count('state=closed')).toBe(0);
    expect(await count('state=all')).toBe(1);
  });
});

describe('reading', () => {
  test('comes as a diff, as a patch, as files and as commits', async () => {
    await sandbox.commitFiles('acme/shop', 'fix', { 'b.txt': null, 'dir/c.txt': 'b\n' }, { message: 'Move b' });
    const { json } = await api('POST', PULLS, NEW);
    const one = `${PULLS}/${json.number}`;

    const diff = await api('GET', one, undefined, { accept: 'application/vnd.github.diff' });
    const patch = await api('GET', one, undefined, { accept: 'application/vnd.github.v3.patch' });
    const files = await api('GET', `${one}/files`);
    const commits = await api('GET', `${one}/commits`);

    expect(diff.text).toContain('-5\n+five\n');
    expect(patch.text).toContain('Subject: [PATCH 2/2] Move b');
    expect(files.json[0].patch).toContain('@@ -2,7 +2,7 @@');
    expect(files.json[1]).toMatchObject({ filename: 'dir/c.txt', status: 'renamed', previous_filename: 'b.txt' });
    expect(commits.json.map((each: { commit: { message: string } }) => each.commit.message)).toEqual([
      'Change files',
      'Move b',
    ]);
  });
});
