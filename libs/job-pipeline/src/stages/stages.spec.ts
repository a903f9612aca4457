import { JobFailure } from '@ai-coding-agent/failures';
import { describe, expect, it } from 'vitest';
import type { QuickfixJob } from '@ai-coding-agent/contracts';
import type { AddedText, Change, FoundSecret, OpenPullRequest, PullRequests } from '../index.js';
import {
  authorize,
  guardChanges,
  openPullRequest,
  prepareCheckout,
  readIssue,
  stageRunner,
  verifyEdits,
  type VerifyReply,
} from '../index.js';
import type { Checkout } from '../ports/checkouts.js';

const JOB: QuickfixJob = {
  schemaVersion: 1,
  mode: 'quickfix',
  jobId: '6f9619ff-8b86-4d01-b42d-00cf4fc964ff',
  repository: 'acme/shop',
  issueNumber: 42,
  requestedAt: '2026-01-01T00:00:00Z',
  origin: { channel: 'api' },
};
const ISSUE = { number: 42, title: 'T', body: '', author: 'a', url: '', conversation: [] };

describe('guardChanges', () => {
  const change = (wishes: Partial<Change>): Change => ({
    path: 'src/a.ts',
    kind: 'modified',
    type: 'file',
    size: 1,
    ...wishes,
  });
  const added = async (changes: readonly Change[]) => changes.map(({ path }) => ({ path, text: 'text' }));
  const guard = (changes: readonly Change[], found?: FoundSecret) =>
    guardChanges(changes, { added }, { secrets: { scan: async () => found } });

  it.each([
    [{ path: '.github/workflows/ci.yml' }, 'protected-path'],
    [{ path: '.GitHub/Workflows/ci.yml' }, 'protected-path'],
    [{ path: '.git/config' }, 'protected-path'],
    [{ path: 'sub/.GIT/hooks/x' }, 'protected-path'],
    [{ path: '.gitmodules' }, 'protected-path'],
    [{ path: '.github/workflows/old.yml', kind: 'deleted' }, 'protected-path'],
    [{ type: 'symlink' }, 'link-added'],
    [{ type: 'other' }, 'link-added'],
    [{ size: 1_000_001 }, 'change-too-large'],
  ] as const)('refuses the whole change because of %j', async (wishes, code) => {
    const changes = [change({}), change(wishes)];

    await expect(guard(changes)).rejects.toMatchObject({ code });
  });

  it('refuses too many files', async () => {
    const changes = Array.from({ length: 101 }, (_, i) => change({ path: `f${i}` }));

    await expect(guard(changes)).rejects.toMatchObject({ code: 'change-too-large' });
  });

  it('lets ordinary changes through', async () => {
    const paths = ['.github/ISSUE_TEMPLATE.md', '.gitignore', 'docs/.gitkeep', 'a/git/b'];

    await expect(guard(paths.map((path) => change({ path })))).resolves.toBeUndefined();
  });

  it('refuses a secret in what is added, and says where without repeating it', async () => {
    const scanned: string[] = [];
    const secrets = {
      scan: async (texts: readonly AddedText[]) => {
        scanned.push(...texts.map(({ text }) => text));
        return { path: 'src/a.ts', kind: 'github-pat' };
      },
    };

    const guarded = guardChanges([change({})], { added }, { secrets });

    await expect(guarded).rejects.toMatchObject({ code: 'secret-in-change', detail: 'github-pat in src/a.ts' });
    expect(scanned).toEqual(['text']);
  });
});

describe('verifyEdits', () => {
  const { signal } = new AbortController();
  const checkout = { directory: '/checkout' } as Checkout;
  const reply = { summary: '', model: 'm', priceKnown: true, usage: { llmCalls: 1 } as never };
  const changes: Change[] = [{ path: 'a', kind: 'modified', type: 'file', size: 1 }];
  const failed: VerifyReply = { command: 'npm test', outcome: 'failed', exitCode: 1, output: 'no' };

  it('adds how the checks ended to the edit, and nothing to its changes', async () => {
    const asked: unknown[] = [];
    const verifier = {
      verify: async (request: unknown) => {
        asked.push(request);
        return failed;
      },
    };

    const verified = await verifyEdits({ reply, changes }, checkout, { verifier }, { signal });

    expect(verified).toEqual({ reply, changes, checks: failed });
    expect(asked).toEqual([{ directory: '/checkout', signal }]);
  });

  it('runs nothing when there is nothing to check, or nothing to check it with', async () => {
    const verifier = { verify: () => Promise.reject(new Error('must not be asked')) };

    expect(await verifyEdits({ reply, changes: [] }, checkout, { verifier }, { signal })).toEqual({
      reply,
      changes: [],
    });
    expect(await verifyEdits({ reply, changes }, checkout, {}, { signal })).toEqual({ reply, changes });
  });
});

describe('authorize', () => {
  const policy = {
    allowsRepository: (name: string) => name === 'acme/shop',
    allowsModel: (m: string) => m === 'a',
    noreplyDomain: '',
  };

  /** GitHub as it answers who may write, and who was asked for. */
  const github = (answer: boolean | JobFailure) => {
    const asked: string[] = [];
    const mayWrite = async (repository: string, login: string) => {
      asked.push(`${login} in ${repository}`);
      if (answer instanceof JobFailure) throw answer;
      return answer;
    };
    return { policy, permissions: { mayWrite }, asked };
  };
  const BY_WEBHOOK: QuickfixJob = {
    ...JOB,
    requestedBy: 'octocat',
    origin: { channel: 'webhook', trigger: 'comment' },
  };

  it('lets jobs of the API through without asking anybody', async () => {
    const tools = github(false);

    await expect(authorize({ ...JOB, model: 'a', requestedBy: 'octocat' }, tools)).resolves.toBeUndefined();
    expect(tools.asked).toEqual([]);
  });

  it('asks GitHub whether the person behind a webhook may write', async () => {
    const tools = github(true);

    await expect(authorize(BY_WEBHOOK, tools)).resolves.toBeUndefined();
    expect(tools.asked).toEqual(['octocat in acme/shop']);
    await expect(authorize(BY_WEBHOOK, github(false))).rejects.toMatchObject({ code: 'not-permitted' });
  });

  it('does not permit a webhook without a person', async () => {
    const { requestedBy: _, ...anonymous } = BY_WEBHOOK;

    await expect(authorize(anonymous, github(true))).rejects.toMatchObject({ code: 'not-permitted' });
  });

  it('does not take an outage for an answer', async () => {
    const outage = github(new JobFailure('github-rate-limited'));

    await expect(authorize(BY_WEBHOOK, outage)).rejects.toMatchObject({ code: 'github-rate-limited', retryable: true });
  });

  it('refuses a repository or a model that is not allowed, the repository before anybody is asked', async () => {
    const tools = github(true);

    await expect(authorize({ ...BY_WEBHOOK, repository: 'acme/x' }, tools)).rejects.toMatchObject({
      code: 'repository-not-allowed',
    });
    expect(tools.asked).toEqual([]);
    await expect(authorize({ ...JOB, model: 'b' }, tools)).rejects.toMatchObject({ code: 'model-not-allowed' });
  });
});

describe('readIssue', () => {
  const tools = {
    repositories: { read: async () => ({ name: 'acme/shop', defaultBranch: 'trunk' }) },
    issues: { read: async () => ISSUE },
  };

  it('starts from the default branch unless the job names one', async () => {
    expect(await readIssue(JOB, tools)).toMatchObject({ base: 'trunk', branch: 'ai-agent/quickfix-issue-42' });
    expect(await readIssue({ ...JOB, baseBranch: 'next' }, tools)).toMatchObject({ base: 'next' });
  });

  it('refuses to build on the branch that it will replace', async () => {
    const job = { ...JOB, baseBranch: 'ai-agent/quickfix-issue-42' };

    await expect(readIssue(job, tools)).rejects.toMatchObject({ code: 'base-branch-not-found' });
  });
});

describe('prepareCheckout', () => {
  it('leaves a branch alone that has commits by others, and cleans up', async () => {
    let removed = false;
    const checkout = { remoteBranch: { state: 'others', tip: 'x' }, remove: async () => void (removed = true) };
    const checkouts = { prepare: async () => checkout as unknown as Checkout };
    const { signal } = new AbortController();

    const preparing = prepareCheckout(
      JOB,
      { repository: 'acme/shop', base: 'main', branch: 'b' },
      { checkouts },
      { signal },
    );

    await expect(preparing).rejects.toMatchObject({ code: 'branch-has-other-commits' });
    expect(removed).toBe(true);
  });
});

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

describe('stageRunner', () => {
  it('names the stage of a failure, and makes a bug of anything unknown', async () => {
    const reached: string[] = [];
    const context = {
      attempt: 1,
      startedAt: 0,
      signal: new AbortController().signal,
      stageReached: (stage: string) => void reached.push(stage),
      usage: () => undefined,
    };
    const stage = stageRunner(context);

    await expect(stage('push-branch', async () => Promise.reject(new JobFailure('git-auth')))).rejects.toMatchObject({
      code: 'git-auth',
      stage: 'push-branch',
    });
    await expect(stage('report', async () => Promise.reject(new TypeError('x')))).rejects.toMatchObject({
      code: 'internal-error',
      stage: 'report',
    });
    expect(reached).toEqual(['push-branch', 'report']);
  });

  it('names the stage in which an attempt had to end, whatever the stage throws', async () => {
    const abort = new AbortController();
    const reason = new JobFailure('timed-out');
    const ignored = () => undefined;
    const context = { attempt: 1, startedAt: 0, signal: abort.signal, stageReached: ignored, usage: ignored };
    const interrupted = async () => {
      abort.abort(reason);
      throw new JobFailure('github-unreachable');
    };

    await expect(stageRunner(context)('authorize', interrupted)).rejects.toThrow();
    expect(reason.stage).toBe('authorize');
  });

  it('starts no stage once the attempt has to end', async () => {
    const abort = new AbortController();
    abort.abort(new JobFailure('timed-out'));
    const context = {
      attempt: 1,
      startedAt: 0,
      signal: abort.signal,
      stageReached: () => undefined,
      usage: () => undefined,
    };
    let ran = false;

    const running = stageRunner(context)('report', async () => void (ran = true));

    await expect(running).rejects.toMatchObject({ code: 'timed-out' });
    expect(ran).toBe(false);
  });
});
