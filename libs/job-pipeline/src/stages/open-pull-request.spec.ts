import { describe, expect, it } from 'vitest';
import { JOB } from '../../test/quickfix-job.js';
import type { OpenPullRequest, PullRequests } from '../ports/pull-requests.js';
import { openPullRequest } from './open-pull-request.js';

const ISSUE = { number: 42, title: 'T', body: '', author: 'a', url: '', conversation: [] };

describe('openPullRequest', () => {
  const task = { issue: ISSUE, repository: 'acme/shop', base: 'main', branch: 'ai-agent/quickfix-issue-42' };
  const reply = {
    summary: 's',
    model: 'm',
    priceKnown: true,
    usage: { llmCalls: 1, promptTokens: 1, completionTokens: 1, costUsd: 0 },
  };
  const work = { commitSha: 'abc', changedFiles: ['a'], reply };

  const unexpected = (): never => {
    throw new Error('not expected');
  };

  /** A forge with at most one pull request. */
  function forge(
    existing?: OpenPullRequest,
  ): PullRequests & { calls: string[]; pullRequest: OpenPullRequest | undefined } {
    return {
      calls: [],
      pullRequest: existing,
      read: unexpected,
      diff: unexpected,
      answerReview: unexpected,
      async findOpen() {
        return this.pullRequest;
      },
      async open(_repository, { body }) {
        this.calls.push('open');
        return (this.pullRequest = { number: 7, url: 'u', body });
      },
      async update(_repository, number, { body }) {
        this.calls.push('update');
        return (this.pullRequest = { number, url: 'u', body });
      },
    };
  }

  it('opens one when there is none', async () => {
    const pullRequests = forge();

    const { result } = await openPullRequest(JOB, task, work, { pullRequests });

    expect(result).toMatchObject({ outcome: 'pull_request_opened', pullRequestNumber: 7, commitSha: 'abc' });
    expect(pullRequests.calls).toEqual(['open']);
  });

  it('finds the one that it opened before it was killed, and still says so', async () => {
    const pullRequests = forge();
    await openPullRequest(JOB, task, work, { pullRequests });

    const { result } = await openPullRequest(JOB, task, { commitSha: 'abc', changedFiles: ['a'] }, { pullRequests });

    expect(result.outcome).toBe('pull_request_opened');
    expect(pullRequests.calls).toEqual(['open']);
  });

  it('updates the one of an earlier job, and says that it did, also when it is asked twice', async () => {
    const pullRequests = forge();
    await openPullRequest(JOB, task, work, { pullRequests });
    const later = { ...JOB, jobId: '11111111-8b86-4d01-b42d-00cf4fc964ff' };

    const first = await openPullRequest(later, task, work, { pullRequests });
    const second = await openPullRequest(later, task, { commitSha: 'abc', changedFiles: [] }, { pullRequests });

    expect([first, second].map(({ result }) => result.outcome)).toEqual([
      'pull_request_updated',
      'pull_request_updated',
    ]);
    expect(pullRequests.calls).toEqual(['open', 'update']);
  });

  it('does not claim a pull request that a person opened from its branch', async () => {
    const pullRequests = forge({ number: 3, url: 'u', body: 'by hand' });

    const first = await openPullRequest(JOB, task, work, { pullRequests });
    const again = await openPullRequest(JOB, task, { commitSha: 'abc', changedFiles: [] }, { pullRequests });

    expect([first, again].map(({ result }) => result.outcome)).toEqual([
      'pull_request_updated',
      'pull_request_updated',
    ]);
  });
});
