import { Octokit } from '@octokit/rest';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startGitHubSandbox, type GitHubSandbox } from '../src/index.js';

const SHOP = { owner: 'acme', repo: 'shop' };

let sandbox: GitHubSandbox;
let octokit: Octokit;

beforeEach(async () => {
  sandbox = await startGitHubSandbox();
  const { token } = sandbox.createUser({ login: 'writer' });
  await sandbox.createRepository('acme/shop');
  sandbox.setPermission('acme/shop', 'writer', 'write');
  octokit = new Octokit({ baseUrl: sandbox.apiUrl, auth: token });
});

afterEach(() => sandbox.close());

test('the usual client finds every page', async () => {
  const issue_number = sandbox.openIssue('acme/shop', { title: 'Bug' });
  for (let i = 0; i < 25; i++) sandbox.comment('acme/shop', issue_number, { body: `Comment ${i}` });

  const comments = await octokit.paginate(octokit.rest.issues.listComments, { ...SHOP, issue_number, per_page: 10 });

  expect(comments.map(({ body }) => body)).toEqual(Array.from({ length: 25 }, (_, i) => `Comment ${i}`));
});

test('the usual client reads branches and files whose names need care', async () => {
  const path = 'a b/ü?#%.txt';
  await sandbox.commitFiles('acme/shop', 'feature/ü#1', { [path]: 'text' });

  const { data: branch } = await octokit.rest.repos.getBranch({ ...SHOP, branch: 'feature/ü#1' });
  const { data: file } = await octokit.rest.repos.getContent({ ...SHOP, path, ref: 'feature/ü#1' });

  expect(branch.name).toBe('feature/ü#1');
  expect(file).toMatchObject({ type: 'file', path, content: 'dGV4dA==\n' });
  const { data: again } = await octokit.request(`GET ${(file as { url: string }).url}`);
  expect(again).toEqual(file);
});

test('the usual client opens, compares and reads a pull request', async () => {
  await sandbox.commitFiles('acme/shop', 'fix', { 'a.txt': 'a\n' });

  const { data: pull } = await octokit.rest.pulls.create({ ...SHOP, title: 'Fix', head: 'fix', base: 'main' });
  const diff = await octokit.rest.pulls.get({
    ...SHOP,
    pull_number: pull.number,
    mediaType: { format: 'diff' },
  });
  const { data: comparison } = await octokit.rest.repos.compareCommitsWithBasehead({ ...SHOP, basehead: 'main...fix' });

  expect(diff.data).toEqual(expect.stringContaining('+++ b/a.txt'));
  expect(comparison).toMatchObject({ status: 'ahead', ahead_by: 1, behind_by: 0 });
});

test('the usual client understands a refusal', async () => {
  const refused = octokit.rest.pulls.create({ ...SHOP, title: 'Fix', head: 'none', base: 'main' });

  await expect(refused).rejects.toMatchObject({
    status: 422,
    message: expect.stringContaining('{"resource":"PullRequest","field":"head","code":"invalid"}') as string,
  });
});
