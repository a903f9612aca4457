import { addUsage, NO_USAGE, type RefineJob } from '@ai-coding-agent/contracts';
import { JobFailure } from '@ai-coding-agent/failures';
import { describe, expect, it } from 'vitest';
import {
  aloneIfRefused,
  applyEdits,
  authorizeAll,
  inWrittenOrder,
  mayJoin,
  oneBudget,
  readPullRequest,
  redoOnce,
  reportRefine,
  type Checkout,
  type CodingAgent,
  type EditRequest,
  type PullRequestFacts,
  type RefineTools,
} from '../index.js';

const JOB: RefineJob = {
  schemaVersion: 1,
  mode: 'refine',
  jobId: '6f9619ff-8b86-4d01-b42d-00cf4fc964ff',
  repository: 'acme/shop',
  pullRequestNumber: 7,
  instructions: 'rename it',
  requestedAt: '2026-01-01T00:00:00Z',
  origin: { channel: 'api' },
};
const OTHER: RefineJob = { ...JOB, jobId: '11111111-8b86-4d01-b42d-00cf4fc964ff' };
const usage = { llmCalls: 2, promptTokens: 10, completionTokens: 1, costUsd: 0.5 };
const failing = (...failures: (JobFailure | undefined)[]) => {
  const calls: unknown[] = [];
  const run = async (input?: unknown) => {
    calls.push(input);
    const failure = failures.shift();
    if (failure) throw failure;
    return 'done';
  };
  return { calls, run };
};

describe('authorizeAll', () => {
  const policy = { allowsRepository: () => true, allowsModel: (name: string) => name === 'a', noreplyDomain: '' };
  const tools = { policy } as unknown as RefineTools;

  it('takes along whoever is permitted, and says of the others why not', async () => {
    const refused = { ...OTHER, model: 'b' };

    const found = await authorizeAll(JOB, async () => [OTHER, refused], tools);

    expect(found.permitted).toEqual([OTHER]);
    expect(found.refused).toMatchObject([{ job: refused, failure: { code: 'model-not-allowed', stage: 'authorize' } }]);
  });

  it('asks for nobody when the job itself is refused', async () => {
    const waiting = () => Promise.reject(new Error('not to be asked'));

    await expect(authorizeAll({ ...JOB, model: 'b' }, waiting, tools)).rejects.toMatchObject({
      code: 'model-not-allowed',
    });
  });

  it('leaves whoever it can’t ask for to run later', async () => {
    const broken = { ...policy, allowsModel: () => raise(new JobFailure('github-unreachable')) };

    const found = await authorizeAll(JOB, async () => [{ ...OTHER, model: 'a' }], { ...tools, policy: broken });

    expect(found).toEqual({ permitted: [], refused: [] });
  });
});

describe('readPullRequest', () => {
  const facts: PullRequestFacts = {
    ...{ number: 7, title: 'T', body: '', author: 'a', url: 'u', isOpen: true, isFromFork: false },
    ...{ head: 'feature', base: 'main' },
  };
  const read = (wishes: Partial<PullRequestFacts>) =>
    readPullRequest(JOB, {
      repositories: { read: async () => ({ name: 'acme/Shop', defaultBranch: 'main' }) },
      pullRequests: { read: async () => ({ ...facts, ...wishes }), diff: async () => '+a' } as never,
    });

  it('builds on the branch of the pull request', async () => {
    expect(await read({})).toMatchObject({ repository: 'acme/Shop', base: 'feature', branch: 'feature', diff: '+a' });
  });

  it('refuses forks', async () => {
    await expect(read({ isFromFork: true, isOpen: false })).rejects.toMatchObject({ code: 'fork-pull-request' });
  });
});

describe('redoOnce', () => {
  const moved = () => new JobFailure('branch-moved', { detail: 'feature' });

  it('does it once more when the branch moved, and only then', async () => {
    const once = failing(moved());
    const otherwise = failing(new JobFailure('push-rejected'));

    expect(await redoOnce(once.run)).toBe('done');
    await expect(redoOnce(otherwise.run)).rejects.toMatchObject({ code: 'push-rejected' });
    expect([once.calls.length, otherwise.calls.length]).toEqual([2, 1]);
  });

  it('ends the job when it moved again', async () => {
    const { calls, run } = failing(moved(), moved(), moved());

    const failure = { code: 'branch-moved', detail: 'feature', kind: 'decision', retryable: false };
    await expect(redoOnce(run)).rejects.toMatchObject(failure);
    expect(calls).toHaveLength(2);
  });
});

describe('aloneIfRefused', () => {
  it('does a job alone when it failed for what its companions may have asked for', async () => {
    const { calls, run } = failing(new JobFailure('protected-path'));

    expect(await aloneIfRefused([OTHER], run)).toBe('done');
    expect(calls).toEqual([[OTHER], []]);
  });

  it.each(['branch-moved', 'model-unavailable', 'budget-exceeded'] as const)('does not repeat %s', async (code) => {
    const { calls, run } = failing(new JobFailure(code));

    await expect(aloneIfRefused([OTHER], run)).rejects.toMatchObject({ code });
    expect(calls).toHaveLength(1);
  });

  it('does not repeat what was done alone', async () => {
    const { calls, run } = failing(new JobFailure('protected-path'));

    await expect(aloneIfRefused([], run)).rejects.toMatchObject({ code: 'protected-path' });
    expect(calls).toHaveLength(1);
  });
});

describe('oneBudget', () => {
  it('counts every edit of an attempt together', async () => {
    const requests: EditRequest[] = [];
    const agent: CodingAgent = {
      edit: async (request) => {
        requests.push(request);
        request.onUsage(usage);
        return { summary: '', model: 'm', priceKnown: true, usage };
      },
    };
    const told: number[] = [];
    const budget = oneBudget(agent);
    const edit = () => budget.edit({ onUsage: ({ llmCalls }: { llmCalls: number }) => told.push(llmCalls) } as never);

    const [first, second] = [await edit(), await edit()];

    expect([first.usage, second.usage.costUsd, second.usage.llmCalls]).toEqual([usage, 1, 4]);
    expect(requests.map(({ spentBefore }) => spentBefore)).toEqual([NO_USAGE, usage]);
    expect(told).toEqual([2, 4]);
  });

  it('counts what earlier attempts have cost towards the limits, and not into its own usage', async () => {
    const requests: EditRequest[] = [];
    const agent: CodingAgent = {
      edit: async (request) => {
        requests.push(request);
        request.onUsage(usage);
        return { summary: '', model: 'm', priceKnown: true, usage };
      },
    };
    const told: unknown[] = [];
    const context = {
      signal: new AbortController().signal,
      spentBefore: usage,
      usage: (spent: unknown) => void told.push(spent),
    };
    const checkout = { directory: '/checkout', changes: async () => [] } as unknown as Checkout;

    const { reply } = await applyEdits(JOB, 'prompt', checkout, { agent: oneBudget(agent) }, context);

    expect(requests.map(({ spentBefore }) => spentBefore)).toEqual([usage]);
    expect(told).toEqual([usage]);
    expect(reply.usage).toEqual(addUsage(usage, usage));
  });
});

describe('jobs that wait', () => {
  it.each([
    [{}, true],
    [{ repository: 'ACME/shop' }, true],
    [{ pullRequestNumber: 8 }, false],
    [{ repository: 'acme/other' }, false],
    [{ model: 'b' }, false],
    [{ dryRun: true }, false],
    [{ limits: { maxCostUsd: 1 } }, false],
    [{ limits: { timeoutSeconds: 1 } }, false],
  ])('with %j may be done together: %s', (wishes, expected) => {
    expect(mayJoin(JOB, { ...OTHER, ...wishes })).toBe(expected);
  });

  it('are done in the order in which they were written', () => {
    const late = { ...JOB, requestedAt: '2026-01-01T00:00:00.5Z' };
    const early = { ...OTHER, requestedAt: '2026-01-01T00:00:00Z' };

    expect(inWrittenOrder([late, early])).toEqual([early, late]);
  });
});

describe('reportRefine', () => {
  const inline: RefineJob = {
    ...JOB,
    origin: { channel: 'webhook', comment: { kind: 'review-comment', id: 5 } },
  };
  const result = { outcome: 'no_changes', changedFiles: [] } as const;
  const report = async (job: RefineJob, failure?: JobFailure) => {
    const said: unknown[] = [];
    const tools = {
      comments: { put: async (_job: unknown, number: number) => (said.push(`comment ${number}`), '') },
      reactions: { add: async () => undefined },
      pullRequests: {
        answerReview: async (_repository: string, number: number, id: number, _text: string, key: string) => {
          if (failure) throw failure;
          said.push(`answer ${number} ${id} ${key}`);
        },
      },
    } as unknown as RefineTools;
    await reportRefine(job, { result }, tools, { attempt: 1, startedAt: 0 });
    return said;
  };

  it('answers in the thread as well when an inline comment asked', async () => {
    expect(await report(inline)).toEqual(['comment 7', `answer 7 5 ${JOB.jobId}`]);
    expect(await report(JOB)).toEqual(['comment 7']);
    expect(await report({ ...inline, dryRun: true })).toEqual([]);
  });

  it('does not mind a thread that is gone, but a forge that is', async () => {
    expect(await report(inline, new JobFailure('pull-request-not-found'))).toEqual(['comment 7']);
    await expect(report(inline, new JobFailure('github-unreachable'))).rejects.toMatchObject({
      code: 'github-unreachable',
    });
  });
});

function raise(error: Error): never {
  throw error;
}
