import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { GitHubPullRequests } from '../src/index.js';
import { createGitHubScene, type GitHubScene } from './github-scene.js';

const NEW = {
  title: 'Fix #1: T',
  body: 'Fixes #1',
  head: 'topic',
  base: 'trunk',
  draft: false,
  labels: ['ai-agent'],
};
let sandbox: GitHubScene['sandbox'];
let clients: GitHubScene['clients'];
let scene: GitHubScene;
let repository: string;

beforeAll(async () => {
  scene = await createGitHubScene();
  ({ sandbox, clients } = scene);
});
afterAll(() => sandbox.close());
beforeEach(async () => {
  repository = await scene.newRepository();
  await sandbox.commitFiles(repository, 'topic', { 'a.txt': 'b\n' });
});

it('opens, finds and updates the pull request of a branch', async () => {
  const pullRequests = new GitHubPullRequests(clients);

  expect(await pullRequests.findOpen(repository, 'topic', 'trunk')).toBeUndefined();
  const opened = await pullRequests.open(repository, { ...NEW, draft: true });
  expect(await pullRequests.findOpen(repository, 'topic', 'trunk')).toEqual(opened);
  await pullRequests.update(repository, opened.number, { title: 'New', body: 'text' }, ['quickfix']);

  expect(sandbox.pullRequest(repository, opened.number)).toMatchObject({
    title: 'New',
    body: 'text',
    draft: true,
    author: 'agent',
    labels: ['ai-agent', 'quickfix'],
    head: { branch: 'topic' },
    base: { branch: 'trunk' },
  });
});

it('answers the one that another process opened a moment ago', async () => {
  const pullRequests = new GitHubPullRequests(clients);
  const number = await sandbox.openPullRequest(repository, { title: 'first', head: 'topic' });

  expect(await pullRequests.open(repository, NEW)).toMatchObject({ number });
});

it('does not find one that is closed', async () => {
  const pullRequests = new GitHubPullRequests(clients);
  const { number } = await pullRequests.open(repository, NEW);
  await sandbox.editPullRequest(repository, number, { state: 'closed' });

  expect(await pullRequests.findOpen(repository, 'topic', 'trunk')).toBeUndefined();
});

it('says why GitHub refused one', async () => {
  const opening = new GitHubPullRequests(clients).open(repository, { ...NEW, head: 'no-such-branch' });

  await expect(opening).rejects.toMatchObject({ code: 'github-rejected', detail: expect.stringContaining('head') });
});

it('does without labels where it may not set them', async () => {
  sandbox.injectFault({ path: /\/labels/, status: 403, body: { message: 'Resource not accessible' }, times: 5 });

  await expect(new GitHubPullRequests(clients).open(repository, NEW)).resolves.toBeDefined();
});
