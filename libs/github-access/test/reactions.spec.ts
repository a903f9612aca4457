import { startGitHubSandbox, type GitHubSandbox } from '@ai-coding-agent/github-sandbox';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createGitHubClients, GitHubJobComments, GitHubReactions, type GitHubClients } from '../src/index.js';

const REPOSITORY = 'acme/shop';
const SECRET = 'sk-provider-key-of-this-process';
let sandbox: GitHubSandbox;
let clients: GitHubClients;

beforeAll(async () => {
  sandbox = await startGitHubSandbox();
  const { token } = sandbox.createUser({ login: 'agent' });
  await sandbox.createRepository(REPOSITORY, { files: { 'a.txt': 'a\n' } });
  sandbox.setPermission(REPOSITORY, 'agent', 'write');
  clients = createGitHubClients({ apiUrl: sandbox.apiUrl, token, secrets: [SECRET] });
});
afterAll(() => sandbox.close());

it('reacts to comments, review comments, issues and pull requests, and shows each reaction once', async () => {
  const reactions = new GitHubReactions(clients);
  const issue = sandbox.openIssue(REPOSITORY, { title: 'T' });
  const comment = sandbox.comment(REPOSITORY, issue, { author: 'octocat', body: '/fix' });
  await sandbox.commitFiles(REPOSITORY, 'topic', { 'a.txt': 'b\n' });
  const pullRequest = await sandbox.openPullRequest(REPOSITORY, { title: 'P', head: 'topic' });
  const remark = await sandbox.addReviewComment(REPOSITORY, pullRequest, { path: 'a.txt', line: 1, body: '/refine x' });
  const targets = [
    { kind: 'issue-comment', id: comment },
    { kind: 'review-comment', id: remark },
    { kind: 'thread', number: issue },
    { kind: 'thread', number: pullRequest },
  ] as const;

  for (const target of targets) {
    for (const reaction of ['eyes', 'eyes', 'rocket'] as const) await reactions.add(REPOSITORY, target, reaction);
  }

  for (const shown of [
    sandbox.commentReactions(REPOSITORY, comment),
    sandbox.reviewCommentReactions(REPOSITORY, remark),
    sandbox.reactions(REPOSITORY, issue),
    sandbox.reactions(REPOSITORY, pullRequest),
  ]) {
    expect(shown.map(({ content }) => content)).toEqual(['eyes', 'rocket']);
  }
  await expect(reactions.add(REPOSITORY, { kind: 'issue-comment', id: 1 }, 'eyes')).rejects.toMatchObject({
    code: 'issue-not-found',
  });
});

it('never writes a secret of this process, whoever repeats it', async () => {
  const issue = sandbox.openIssue(REPOSITORY, { title: 'T' });
  const job = {
    jobId: '6f9619ff-8b86-4d01-b42d-00cf4fc964ff',
    repository: REPOSITORY,
    requestedAt: new Date().toISOString(),
  };

  await new GitHubJobComments(clients, undefined).put(job, issue, `the key is ${SECRET}, or ${btoa(SECRET)}`);

  expect(sandbox.comments(REPOSITORY, issue)[0]?.body).toMatch(/^the key is \[secret\], or \[secret\]/);
});

it('has no clients without credentials', () => {
  expect(() => createGitHubClients({ apiUrl: sandbox.apiUrl, secrets: [] })).toThrow('no credentials');
});
