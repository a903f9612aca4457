import { JobFailure } from '@ai-coding-agent/failures';
import type { EditRequest, JobUsage } from '@ai-coding-agent/job-pipeline';
import { describe, expect, it } from 'vitest';
import { AiderAgent, type AiderAgentOptions, type GatewayRequest } from './aider-agent.js';
import type { AiderRunner, RunOptions } from './aider-runner.js';
import type { RunnerJob, RunnerResult } from './protocol.js';
import { RunnerError } from './runner-error.js';

const USAGE: JobUsage = { llmCalls: 2, promptTokens: 20, completionTokens: 2, costUsd: 0.2 };
const RESULT: RunnerResult = {
  status: 'edited',
  summary: 'Done.',
  edited: ['app.py'],
  refused: [],
  model: 'openai/full-name',
  priceKnown: true,
  usage: USAGE,
  warnings: [],
  timings: { totalMs: 1 },
};

/** Answers every job with `answer` and keeps what it was asked. */
function runnerThat(answer: (options: RunOptions) => RunnerResult) {
  const jobs: RunnerJob[] = [];
  const runner: AiderRunner = {
    isReady: true,
    sandbox: undefined,
    verify: () => Promise.reject(new Error('not asked for')),
    prices: async () => undefined,
    ready: async () => undefined,
    close: async () => undefined,
    run: async (job, options) => {
      jobs.push(job);
      return answer(options);
    },
  };
  return { runner, jobs };
}

const options = (runner: AiderRunner, more: Partial<AiderAgentOptions> = {}): AiderAgentOptions => ({
  runner,
  model: 'openai/usual',
  maxLlmCalls: 20,
  maxCostUsd: 2,
  timeoutSeconds: 900,
  ...more,
});

function request(more: Partial<EditRequest> = {}): EditRequest {
  return {
    jobId: 'job',
    directory: '/checkout',
    prompt: 'Say bye.',
    files: ['app.py'],
    model: undefined,
    maxCostUsd: undefined,
    signal: new AbortController().signal,
    onUsage: () => undefined,
    ...more,
  };
}

describe('AiderAgent', () => {
  it('describes the job to the runner', async () => {
    const { runner, jobs } = runnerThat(() => RESULT);
    const agent = new AiderAgent(
      options(runner, {
        weakModel: 'openai/weak',
        allowedEnv: { OPENAI_API_KEY: 'key' },
        extraParams: { api_base: 'http://gateway' },
        prices: { 'openai/usual': { prompt: 1, completion: 2 } },
        mapTokens: 0,
        callTimeoutSeconds: 60,
      }),
    );

    await agent.edit(request());

    expect(jobs).toEqual([
      {
        workspace: '/checkout',
        prompt: 'Say bye.',
        files: ['app.py'],
        model: 'openai/usual',
        weakModel: 'openai/weak',
        env: { OPENAI_API_KEY: 'key' },
        extraParams: { api_base: 'http://gateway' },
        prices: { prompt: 1, completion: 2 },
        mapTokens: 0,
        callTimeoutSeconds: 60,
        timeoutSeconds: 900,
        maxLlmCalls: 20,
        maxCostUsd: 2,
      },
    ]);
  });

  it('lets a request choose the model and lower the limit of cost, but not raise it', async () => {
    const { runner, jobs } = runnerThat(() => RESULT);
    const agent = new AiderAgent(options(runner, { prices: { 'openai/usual': { prompt: 1, completion: 2 } } }));

    await agent.edit(request({ model: 'openai/other', maxCostUsd: 0.5 }));
    await agent.edit(request({ maxCostUsd: 50 }));

    expect(jobs.map(({ model, maxCostUsd }) => [model, maxCostUsd])).toEqual([
      ['openai/other', 0.5],
      ['openai/usual', 2],
    ]);
    expect(jobs[0]).not.toHaveProperty('prices');
  });

  it('leaves a request what was not spent before it, and nothing when all is', async () => {
    const { runner, jobs } = runnerThat(() => RESULT);
    const agent = new AiderAgent(options(runner));
    const spentBefore = { llmCalls: 5, promptTokens: 1, completionTokens: 1, costUsd: 0.5 };

    await agent.edit(request({ spentBefore }));
    const calls = agent.edit(request({ spentBefore: { ...spentBefore, llmCalls: 20 } }));
    const cost = agent.edit(request({ spentBefore, maxCostUsd: 0.5 }));

    await expect(calls).rejects.toMatchObject({ code: 'call-limit-reached' });
    await expect(cost).rejects.toMatchObject({ code: 'budget-exceeded' });
    expect(jobs.map(({ maxLlmCalls, maxCostUsd }) => [maxLlmCalls, maxCostUsd])).toEqual([[15, 1.5]]);
  });

  it('answers what the model said and which model it was', async () => {
    const { runner } = runnerThat(() => RESULT);

    const reply = await new AiderAgent(options(runner)).edit(request());

    expect(reply).toEqual({ summary: 'Done.', model: 'openai/full-name', priceKnown: true, usage: USAGE });
  });

  it('does not take an answer without edits for a failure', async () => {
    const { runner } = runnerThat(() => ({ ...RESULT, status: 'no_edit', edited: [] }));

    await expect(new AiderAgent(options(runner)).edit(request())).resolves.toMatchObject({ summary: 'Done.' });
  });

  it('tells usage after every call and once more before it fails', async () => {
    const first: JobUsage = { ...USAGE, llmCalls: 1 };
    const { runner } = runnerThat(({ onEvent }) => {
      onEvent?.({ kind: 'model_call', usage: first });
      onEvent?.({ kind: 'warning', message: 'w' });
      return { ...RESULT, status: 'malformed' };
    });
    const usages: JobUsage[] = [];

    const edit = new AiderAgent(options(runner)).edit(request({ onUsage: (usage) => usages.push(usage) }));

    await expect(edit).rejects.toMatchObject({ code: 'agent-reply-unusable' });
    expect(usages).toEqual([first, USAGE]);
  });

  it('turns trouble with the runner into a failure without secrets', async () => {
    const { runner } = runnerThat(() => {
      throw new RunnerError('unreachable', 'no socket, sk-secret-key');
    });
    const agent = new AiderAgent(options(runner, { extraParams: { api_key: 'sk-secret-key' } }));

    const failure = await agent.edit(request()).catch((error: unknown) => error);

    expect(failure).toMatchObject({ code: 'agent-unavailable', detail: 'no socket, [secret]' });
  });

  it('hands no secret to a job that has a gateway, believes its count, and closes it', async () => {
    const { runner, jobs } = runnerThat(({ onEvent }) => {
      onEvent?.({ kind: 'model_call', usage: { ...USAGE, costUsd: 0 } });
      return RESULT;
    });
    const counted: JobUsage = { ...USAGE, costUsd: 7 };
    const asked: GatewayRequest[] = [];
    let closed = 0;
    const agent = new AiderAgent(
      options(runner, {
        weakModel: 'openai/weak',
        allowedEnv: { OPENAI_API_KEY: 'sk-secret' },
        extraParams: { api_key: 'sk-secret', timeout: 5 },
        openGateway: async (wanted) => {
          asked.push(wanted);
          return {
            socket: '/gateway',
            token: 'token-of-this-job',
            apiBase: 'http://gateway/v1',
            usage: () => counted,
            close: async () => void (closed += 1),
          };
        },
      }),
    );
    const usages: JobUsage[] = [];

    const reply = await agent.edit(request({ maxCostUsd: 1, onUsage: (usage) => usages.push(usage) }));

    expect(asked).toMatchObject([
      { jobId: 'job', models: ['openai/usual', 'openai/weak'], maxLlmCalls: 20, maxCostUsd: 1 },
    ]);
    expect(jobs[0]).toMatchObject({
      gateway: { socket: '/gateway', token: 'token-of-this-job' },
      extraParams: { timeout: 5, api_base: 'http://gateway/v1' },
    });
    expect(JSON.stringify(jobs)).not.toContain('sk-secret');
    expect(usages).toEqual([counted, counted]);
    expect(reply.usage).toEqual(counted);
    expect(closed).toBe(1);
  });

  it('closes the gateway of a job that failed, and says why the gateway refused', async () => {
    const { runner } = runnerThat(() => ({ ...RESULT, status: 'model_error' }));
    let closed = 0;
    const openGateway = async () => ({
      socket: '/gateway',
      token: 'token-of-this-job',
      apiBase: 'http://gateway',
      failure: () => new JobFailure('budget-exceeded'),
      close: async () => void (closed += 1),
    });

    const edit = new AiderAgent(options(runner, { openGateway })).edit(request());

    await expect(edit).rejects.toMatchObject({ code: 'budget-exceeded' });
    expect(closed).toBe(1);
  });

  it('passes on why it was aborted', async () => {
    const reason = new Error('cancelled');
    const { runner } = runnerThat(() => {
      throw reason;
    });

    await expect(new AiderAgent(options(runner)).edit(request())).rejects.toBe(reason);
  });
});
