import { it } from 'vitest';
import type { AiderRunner } from '../src/index.js';
import { APP, APP_EDIT } from './aider-edit.js';
import { answer, KEY, runJob } from './job-under-test.js';

/** What a job makes of a provider that fails and of its own limits. */
export function limitCases(runner: () => AiderRunner): void {
  it.for([
    { status: 401, failure: { httpStatus: 401, exceptionClass: 'AuthenticationError' } },
    { status: 404, failure: { httpStatus: 404, exceptionClass: 'NotFoundError' } },
    { status: 429, headers: { 'retry-after': '60' }, failure: { httpStatus: 429, retryAfterSeconds: 60 } },
    { status: 500, headers: { 'x-should-retry': 'false' }, failure: { httpStatus: 500 } },
  ])('reports status $status of the provider after one call', async ({ status, headers, failure }, { expect }) => {
    const error = { message: `no, ${KEY}`, type: 'x', code: null };

    await runJob(runner(), { script: [{ status, error, ...(headers && { headers }) }] }, ({ result, requests }) => {
      expect(result).toMatchObject({ status: 'model_error', failure, usage: { llmCalls: 1, costUsd: 0 } });
      expect(result.failure?.message).toContain('no, [secret]');
      expect(JSON.stringify(result)).not.toContain(KEY);
      expect(requests).toHaveLength(1);
    });
  });

  it('reports a status for which LiteLLM has no exception', async ({ expect }) => {
    const error = { message: 'Unprocessable', type: 'x', code: null };

    await runJob(runner(), { script: [{ status: 422, error }] }, ({ result }) => {
      expect(result).toMatchObject({ status: 'model_error', failure: { httpStatus: 422, message: 'Unprocessable' } });
    });
  });

  it('tries again when the provider fails, but makes no storm of it', async ({ expect }) => {
    await runJob(runner(), { script: [{ drop: true }, { status: 500 }] }, ({ result, requests }) => {
      expect(result).toMatchObject({ status: 'model_error', failure: { httpStatus: 500 }, usage: { llmCalls: 3 } });
      expect(requests).toHaveLength(3);
    });
  });

  it('gives up a call that takes too long', async ({ expect }) => {
    const job = { callTimeoutSeconds: 1, retrySeconds: 0 };

    await runJob(runner(), { script: [{ hang: true }], job }, ({ result, requests }) => {
      expect(result).toMatchObject({ status: 'model_error', failure: { exceptionClass: 'Timeout' } });
      expect(result.failure).not.toHaveProperty('httpStatus');
      expect(requests).toHaveLength(1);
    });
  });

  it('ends a job that takes too long, and knows what it cost', async ({ expect }) => {
    const script = [answer('I need to see `app.py`.'), { hang: true }] as const;

    await runJob(runner(), { script, job: { timeoutSeconds: 4 } }, ({ result }) => {
      expect(result).toMatchObject({ status: 'timeout', usage: { llmCalls: 1, costUsd: 1 } });
    });
  });

  it('tells a task that does not fit into the context', async ({ expect }) => {
    const error = { message: 'maximum context length is 8192', type: 'x', code: 'context_length_exceeded' };

    await runJob(runner(), { script: [{ status: 400, error }] }, ({ result, requests }) => {
      expect(result).toMatchObject({ status: 'context_overflow', failure: { httpStatus: 400 } });
      expect(requests).toHaveLength(1);
    });
  });

  it('tells a reply that was cut off, and applies nothing of it', async ({ expect }) => {
    await runJob(runner(), { script: [{ content: APP_EDIT, finish: 'length' }] }, ({ result, checkout }) => {
      expect(result).toMatchObject({ status: 'output_limit', edited: [] });
      expect(checkout.changes()).toEqual([]);
    });
  });

  it('stops at the limit of calls', async ({ expect }) => {
    const script = ['I need to see `app.py`.', 'I need to see `b.py`.', APP_EDIT] as const;
    const files = { 'app.py': APP, 'b.py': '' };

    await runJob(runner(), { script, files, job: { maxLlmCalls: 2, maxCostUsd: 9 } }, ({ result, requests }) => {
      expect(result).toMatchObject({ status: 'call_limit', edited: [], usage: { llmCalls: 2 } });
      expect(requests).toHaveLength(2);
    });
  });

  it('stops once the budget is used up', async ({ expect }) => {
    const script = [answer('I need to see `app.py`.', 500), answer(APP_EDIT)] as const;

    await runJob(runner(), { script, job: { maxCostUsd: 0.5 } }, ({ result, requests }) => {
      expect(result).toMatchObject({ status: 'budget_exceeded', edited: [], usage: { llmCalls: 1, costUsd: 0.5 } });
      expect(requests).toHaveLength(1);
    });
  });

  it('asks nobody when the provider of a model is unknown', async ({ expect }) => {
    await runJob(runner(), { script: [APP_EDIT], job: { model: 'nobody-knows-this' } }, ({ result, requests }) => {
      expect(result).toMatchObject({ status: 'model_error', failure: { exceptionClass: 'BadRequestError' } });
      expect(result.failure).not.toHaveProperty('httpStatus');
      expect(requests).toEqual([]);
    });
  });

  it('knows the prices of usual models, and that cached tokens cost less', async ({ expect }) => {
    const script = [{ content: 'No.', usage: { prompt: 1_000_000, completion: 100_000, cached: 900_000 } }] as const;

    await runJob(runner(), { script, job: { model: 'openai/gpt-4o', prices: undefined } }, ({ result }) => {
      expect(result).toMatchObject({ status: 'no_edit', priceKnown: true, usage: { costUsd: 2.375 } });
    });
  });
}
