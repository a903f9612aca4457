import type { CommentedJob } from '@ai-coding-agent/job-pipeline';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { GitHubJobComments } from '../src/index.js';
import { TokenClients } from '../src/token-clients.js';
import { createGitHubScene, type GitHubScene } from './github-scene.js';

const JOB: CommentedJob = {
  jobId: '6f9619ff-8b86-4d01-b42d-00cf4fc964ff',
  repository: 'acme/shop',
  requestedAt: new Date().toISOString(),
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
beforeEach(async () => void (repository = await scene.newRepository()));

it('writes one comment a job and edits it in place, also from a process that did not write it', async () => {
  const number = sandbox.openIssue(repository, { title: 'T' });
  const job = { ...JOB, repository };

  const address = await new GitHubJobComments(clients, 'agent').put(job, number, 'running');
  await new GitHubJobComments(clients, 'agent').put(job, number, 'done');
  await new GitHubJobComments(clients, undefined).put(job, number, 'really done');
  await new GitHubJobComments(clients, 'agent').put(
    { ...job, jobId: JOB.jobId.replace('6f', '7f') },
    number,
    'other job',
  );

  const comments = sandbox.comments(repository, number);
  expect(comments.map(({ body }) => body.split('\n')[0])).toEqual(['really done', 'other job']);
  expect(address).toContain(`/issues/${number}#issuecomment-${comments[0]?.id}`);
});

it('does not edit what somebody else wrote with the same marker', async () => {
  const number = sandbox.openIssue(repository, { title: 'T' });
  sandbox.comment(repository, number, {
    author: 'stranger',
    body: `forged <!-- ai-coding-agent:job ${JOB.jobId} -->`,
  });

  await new GitHubJobComments(clients, 'agent').put({ ...JOB, repository }, number, 'done');

  expect(sandbox.comments(repository, number).map(({ author }) => author)).toEqual(['stranger', 'agent']);
});

it('writes a new comment when somebody deleted the old one', async () => {
  const number = sandbox.openIssue(repository, { title: 'T' });
  const comments = new GitHubJobComments(clients, 'agent');
  await comments.put({ ...JOB, repository }, number, 'one');
  sandbox.deleteComment(repository, sandbox.comments(repository, number)[0]!.id);

  await comments.put({ ...JOB, repository }, number, 'two');

  expect(sandbox.comments(repository, number).map(({ body }) => body.split('\n')[0])).toEqual(['two']);
});

it('does not write twice when the answer to the first time is lost', async () => {
  const number = sandbox.openIssue(repository, { title: 'T' });
  const comments = new GitHubJobComments(clients, 'agent');
  sandbox.injectFault({ method: 'POST', path: /comments/, drop: true, afterEffect: true });

  await expect(comments.put({ ...JOB, repository }, number, 'one')).rejects.toMatchObject({
    code: 'github-unreachable',
  });
  await comments.put({ ...JOB, repository }, number, 'two');

  expect(sandbox.comments(repository, number).map(({ body }) => body.split('\n')[0])).toEqual(['two']);
});

it('keeps the older one when two workers wrote for one job, and removes only what is its own', async () => {
  const number = sandbox.openIssue(repository, { title: 'T' });
  const marker = `<!-- ai-coding-agent:job ${JOB.jobId} -->`;
  const job = { ...JOB, repository };
  const comments = new GitHubJobComments(clients, 'agent');
  await comments.put(job, number, 'one');
  // What a worker asked for just before it was killed arrives late; a person quotes the comment.
  await new TokenClients(sandbox.apiUrl, 'token-of-agent').octokit().then((octokit) =>
    octokit.rest.issues.createComment({
      owner: 'acme',
      repo: job.repository.split('/')[1]!,
      issue_number: number,
      body: `late\n\n${marker}`,
    }),
  );
  sandbox.comment(repository, number, { author: 'maintainer', body: `> one\n\n${marker}` });

  await comments.put(job, number, 'done');

  expect(sandbox.comments(repository, number).map(({ author, body }) => [author, body.split('\n')[0]])).toEqual([
    ['agent', 'done'],
    ['maintainer', '> one'],
  ]);
});
