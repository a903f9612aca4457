import { SAMPLE, searchReplace } from '@ai-coding-agent/github-sandbox';
import { startLocalSystem, type LocalSystem } from '@ai-coding-agent/local-system';
import { createTemporaryVhost, type TemporaryVhost } from '@ai-coding-agent/testing';
import type {} from '@ai-coding-agent/testing/broker-setup';
import { afterAll, beforeAll, expect, describe, inject, it } from 'vitest';

const REPOSITORY = 'acme/triggers';
const SOURCE = 'def hello():\n    return "hi"\n';
const REPLY = searchReplace({ path: 'app.py', search: '    return "hi"\n', replace: '    return "bye"\n' });
const { maintainer, stranger, agent } = SAMPLE;

describe('through a signed webhook', () => {
  let vhost: TemporaryVhost;
  let system: LocalSystem;

  beforeAll(async () => {
    vhost = await createTemporaryVhost(inject('broker'));
    system = await startLocalSystem({ rabbitmqUrl: vhost.url, script: [REPLY] });
    const { sandbox } = system;
    await sandbox.createRepository(REPOSITORY, { files: { 'app.py': SOURCE } });
    sandbox.setPermission(REPOSITORY, agent.login, 'write');
    sandbox.setPermission(REPOSITORY, maintainer.login, 'maintain');
    system.connectWebhook(REPOSITORY);
  });
  afterAll(async () => {
    await system.close();
    await vhost.remove();
  });

  /** The end of the job that the last delivery with an id of a job started. */
  const ended = async () => {
    await system.sandbox.webhooksSettled();
    const accepted = system.sandbox.deliveries().filter(({ statusCode }) => statusCode === 202);
    const { jobId } = JSON.parse(accepted.at(-1)?.answer ?? '{}') as { jobId: string };
    return system.client.untilEnded(jobId);
  };
  const openIssue = () => system.sandbox.openIssue(REPOSITORY, { title: 'The greeting is wrong' });
  const openPull = async (head: string) => {
    await system.sandbox.commitFiles(REPOSITORY, head, { 'app.py': `${SOURCE}# ${head}\n` });
    return system.sandbox.openPullRequest(REPOSITORY, { title: 'Greet', head });
  };

  it.each([
    ['a label', (issue: number) => system.sandbox.addLabel(REPOSITORY, issue, 'ai-fix', maintainer.login)],
    ['an assignment', (issue: number) => system.sandbox.assign(REPOSITORY, issue, agent.login, maintainer.login)],
    ['/fix', (issue: number) => system.sandbox.comment(REPOSITORY, issue, { author: maintainer.login, body: '/fix' })],
  ])('%s fixes an issue', async (_what, act) => {
    system.model?.setScript([REPLY]);
    act(openIssue());
    expect(await ended()).toMatchObject({ status: 'succeeded', result: { outcome: 'pull_request_opened' } });
  });

  const body = '/refine say bye';
  it.each([
    ['a comment', (pull: number) => system.sandbox.comment(REPOSITORY, pull, { author: maintainer.login, body })],
    [
      'an inline comment',
      (pull: number) =>
        system.sandbox.addReviewComment(REPOSITORY, pull, { body, path: 'app.py', line: 3 }, maintainer.login),
    ],
    ['a review', (pull: number) => system.sandbox.submitReview(REPOSITORY, pull, { author: maintainer.login, body })],
  ])('/refine in %s changes a pull request', async (what, act) => {
    system.model?.setScript([REPLY]);
    await act(await openPull(what.replaceAll(' ', '-')));
    expect(await ended()).toMatchObject({ status: 'succeeded', result: { outcome: 'pull_request_updated' } });
  });

  it('/fix of a stranger costs a question and reactions', async () => {
    const issue = openIssue();
    const asked = system.model?.requests.length;
    system.sandbox.comment(REPOSITORY, issue, { author: stranger.login, body: '/fix' });
    expect(await ended()).toMatchObject({ status: 'failed', failure: { code: 'not-permitted' } });
    expect(system.sandbox.comments(REPOSITORY, issue)).toHaveLength(1);
    expect(system.model?.requests).toHaveLength(asked ?? 0);
  });
});
