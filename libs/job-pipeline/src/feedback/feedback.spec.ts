import { NO_USAGE, type QuickfixJob } from '@ai-coding-agent/contracts';
import { JobFailure, type FailureCode, type NextStep } from '@ai-coding-agent/failures';
import { beforeEach, describe, expect, it } from 'vitest';
import {
  LiveComments,
  reportCancelled,
  reportFailure,
  reportResult,
  spentOn,
  withFeedback,
  type AttemptTools,
} from '../index.js';

const JOB: QuickfixJob = {
  schemaVersion: 1,
  mode: 'quickfix',
  jobId: '6f9619ff-8b86-4d01-b42d-00cf4fc964ff',
  repository: 'acme/shop',
  issueNumber: 42,
  requestedBy: 'octocat',
  requestedAt: '2026-01-01T00:00:00Z',
  origin: { channel: 'webhook', trigger: 'comment', comment: { kind: 'issue-comment', id: 7 } },
};
const FACTS = { attempt: 1, durationMs: 1_000 };
const END: NextStep = { kind: 'end' };
const RETRY: NextStep = { kind: 'retry', attempt: 2, delaySeconds: 15 };
const RESULT = {
  result: { outcome: 'pull_request_opened', pullRequestUrl: 'https://x/pull/7', changedFiles: [] },
} as const;

let texts: string[];
let reactions: string[];
let lost: unknown[];
let failing: JobFailure[];
let tools: AttemptTools;

beforeEach(() => {
  [texts, reactions, lost, failing] = [[], [], [], []];
  const feedbackLost = (error: unknown) => void lost.push(error);
  tools = {
    comments: new LiveComments({ put: async (_job, _number, text) => (texts.push(text), 'address') }, feedbackLost),
    reactions: {
      add: async (repository, target, reaction) => {
        const failure = failing.shift();
        if (failure) throw failure;
        reactions.push(`${reaction} ${repository} ${target.kind} ${'id' in target ? target.id : target.number}`);
      },
    },
    jobPage: (jobId) => `https://agent.example/jobs/${jobId}`,
    feedbackLost,
    hideSecrets: (text) => text.replaceAll('hunter2', '[secret]'),
  };
});

const failed = (code: FailureCode, next: NextStep, job = JOB, stage = 'apply-edits') => {
  const failure = new JobFailure(code);
  failure.stage = stage;
  return reportFailure(job, failure, next, FACTS, tools);
};

describe('the feedback of a job', () => {
  it('is 🚀 on the comment that commanded, and a comment with links', async () => {
    await reportResult(JOB, RESULT, tools, { attempt: 1, startedAt: Date.now() });

    expect(reactions).toEqual(['rocket acme/shop issue-comment 7']);
    expect(texts).toEqual([expect.stringContaining('https://x/pull/7')]);
    expect(texts[0]).toContain(`(https://agent.example/jobs/${JOB.jobId})`);
  });

  it('goes to the issue when no comment commanded', async () => {
    await reportResult({ ...JOB, origin: { channel: 'api' } }, RESULT, tools, { attempt: 1, startedAt: 0 });

    expect(reactions).toEqual(['rocket acme/shop thread 42']);
  });

  it('is 😕 once it is not tried again', async () => {
    await failed('model-unavailable', RETRY);
    expect(reactions).toEqual([]);
    await failed('model-unavailable', { kind: 'dead-letter', outOfAttempts: true });

    expect(reactions).toEqual(['confused acme/shop issue-comment 7']);
    expect(texts).toHaveLength(2);
  });

  it('is only 👎 for whoever may not command', async () => {
    await failed('not-permitted', END, JOB, 'authorize');

    expect([reactions, texts]).toEqual([['-1 acme/shop issue-comment 7'], []]);
  });

  it('is no comment as long as nobody knows whether they may command', async () => {
    await failed('github-unreachable', RETRY, JOB, 'authorize');
    await failed('timed-out', END, JOB, 'authorize');
    expect(texts).toEqual([]);

    await failed('github-unreachable', RETRY, { ...JOB, origin: { channel: 'api' } }, 'authorize');
    expect(texts).toHaveLength(1);
  });

  it.each(['repository-not-allowed', 'repository-not-found', 'github-auth'] as const)(
    'is nothing for %s',
    async (code) => {
      await failed(code, END);

      expect([reactions, texts]).toEqual([[], []]);
    },
  );

  it('is nothing in a dry run', async () => {
    const job = { ...JOB, dryRun: true };
    await withFeedback(job, context(), 'openai/x', tools, async ({ stageReached }) => stageReached('read-issue'));
    await reportResult(job, RESULT, tools, { attempt: 1, startedAt: 0 });
    await failed('not-permitted', END, job);
    await reportCancelled(job, 'octocat', {}, tools);

    expect([reactions, texts]).toEqual([[], []]);
  });

  it('says who cancelled', async () => {
    await reportCancelled(JOB, 'octocat', FACTS, tools);

    expect(texts).toEqual([expect.stringContaining('**Cancelled** by `octocat`')]);
    expect(reactions).toEqual(['confused acme/shop issue-comment 7']);
  });

  it.each([
    [true, 0, '$0.0000'], // free, or nothing was charged yet
    [false, 0, 'cost unknown'],
    [undefined, 0, 'cost unknown'],
    [undefined, 0.25, '$0.25'],
  ])('says what it cost when it is %s that there is a price, and %d USD were spent', async (known, costUsd, text) => {
    const usage = { ...NO_USAGE, llmCalls: 1, costUsd };
    const spent = spentOn({ ...JOB, model: 'openai/y' }, usage, 'openai/x', {
      hasPrice: (model) => (model === 'openai/y' ? known : !known),
    });
    await reportCancelled(JOB, 'octocat', { ...FACTS, spent }, tools);

    expect(texts[0]).toContain(text);
    expect(texts[0]).toContain('`openai/y`');
  });

  it('gets over one hiccup of a reaction, and does not fail for a second or for a comment that is gone', async () => {
    failing = [new JobFailure('github-unreachable')];
    await reportResult(JOB, RESULT, tools, { attempt: 1, startedAt: 0 });
    expect(reactions).toHaveLength(1);

    failing = [new JobFailure('issue-not-found')];
    await reportResult(JOB, RESULT, tools, { attempt: 1, startedAt: 0 });
    expect([reactions.length, lost.length]).toEqual([1, 1]);
  });
});

describe('withFeedback', () => {
  it('reacts with 👀 and shows nothing else before it is known whether the job may be done', async () => {
    await withFeedback(JOB, context(), 'openai/x', tools, async ({ stageReached }) => {
      stageReached('authorize');
      await Promise.resolve();
      expect(texts).toEqual([]);
    });

    expect(reactions).toEqual(['eyes acme/shop issue-comment 7']);
  });

  it('shows the stage with attempt and model, and tells the attempt of everything', async () => {
    const { reached, ...attempt } = context(2);

    await withFeedback(JOB, attempt, 'openai/x', tools, async ({ stageReached }) => {
      for (const stage of ['authorize', 'read-issue', 'report'] as const) stageReached(stage);
    });

    expect(reached).toEqual(['authorize', 'read-issue', 'report']);
    expect(texts).toEqual([expect.stringMatching(/Running: `read-issue`[^]*`openai\/x` · 0 s · attempt 2/)]);
    expect(reactions).toEqual([]); // they were there at the first attempt
  });

  it('takes secrets out of failures, and leaves the rest of them', async () => {
    const cause = new Error('x');
    const failure = new JobFailure('model-auth', { detail: 'key hunter2', cause });
    failure.stage = 'apply-edits';

    const shown = await withFeedback(JOB, context(), 'm', tools, () => Promise.reject(failure)).catch(
      (e: unknown) => e,
    );

    expect(shown).toMatchObject({ code: 'model-auth', detail: 'key [secret]', stage: 'apply-edits', cause });
    expect((shown as Error).message).not.toContain('hunter2');
  });
});

function context(attempt = 1) {
  const reached: string[] = [];
  return {
    attempt,
    startedAt: Date.now(),
    signal: new AbortController().signal,
    stageReached: (stage: string) => void reached.push(stage),
    usage: () => undefined,
    reached,
  };
}
