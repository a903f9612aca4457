import { startScriptedModel, type ScriptedModel } from '@ai-coding-agent/testing';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { GatewayUsage } from '../src/index.js';
import { openTestGateway, type Overrides } from './gateway-under-test.js';

/** 1000 × 10 + 100 × 100 millionths of a dollar. */
const COST_OF_A_CALL = 0.02;

describe('the limits of a job', () => {
  let model: ScriptedModel;
  beforeAll(async () => (model = await startScriptedModel()));
  afterAll(() => model.close());

  /** Fires `calls` at once from one sandbox, half of them streaming. */
  const storm = async (calls: number, overrides: Overrides) => {
    const gateway = await openTestGateway(model.url, overrides);
    const answers = await Promise.all(
      Array.from({ length: calls }, (_, number) => gateway.chat({ stream: number % 2 === 0 })),
    );
    const result = {
      statuses: answers.map(({ status }) => status),
      usage: gateway.usage(),
      failure: gateway.failure(),
    };
    await gateway.close();
    return { ...result, bodies: answers.map(({ body }) => body) };
  };

  it('are overshot by no more than one call, by 20 jobs that send many at once', async () => {
    const reply = async () => {
      await sleep(Math.random() * 5);
      return { content: 'x', usage: { prompt: 1000, completion: 100, cached: 0 } };
    };
    model.setScript([reply]);

    const jobs = await Promise.all(
      Array.from({ length: 20 }, (_, job) =>
        storm(12, { limits: { maxCalls: 100, maxCostUsd: 0.011 + job * 0.005 } }).then((result) => ({
          ...result,
          job,
        })),
      ),
    );

    for (const { job, usage, failure, statuses, bodies } of jobs) {
      const limit = 0.011 + job * 0.005;
      const allowed = Math.min(Math.ceil(limit / COST_OF_A_CALL - 1e-9), 12);
      expect(usage.llmCalls).toBe(allowed);
      expect(usage.costUsd).toBeLessThan(limit + COST_OF_A_CALL);
      expect(statuses.filter((status) => status === 200)).toHaveLength(allowed);
      if (allowed === 12) continue;
      expect(failure).toMatchObject({ code: 'budget-exceeded' });
      expect(bodies.filter((body) => body.includes('[llm-gateway budget-exceeded]'))).toHaveLength(12 - allowed);
    }
    expect(model.requests).toHaveLength(jobs.reduce((sum, { usage }) => sum + usage.llmCalls, 0));
  });

  it('end the calls at their number', async () => {
    model.setScript(['x']);

    const { statuses, usage, failure } = await storm(12, { limits: { maxCalls: 5, maxCostUsd: 100 } });

    expect(statuses.filter((status) => status === 200)).toHaveLength(5);
    expect(usage.llmCalls).toBe(5);
    expect(failure).toMatchObject({ code: 'call-limit-reached', kind: 'decision' });
  });

  it('count calls that the provider fails to answer', async () => {
    model.setScript([{ status: 400 }]);

    const { usage } = await storm(12, { limits: { maxCalls: 5, maxCostUsd: 100 } });

    expect(model.requests).toHaveLength(5);
    expect(usage).toMatchObject({ llmCalls: 5, costUsd: 0 });
  });

  it('let a model without a price go on to the limit of calls, and say so', async () => {
    model.setScript(['x']);

    const { usage } = await storm(4, { limits: { maxCalls: 3, maxCostUsd: 0 }, prices: {} });

    expect(usage).toMatchObject({ llmCalls: 3, costUsd: 0, priceKnown: false });
  });

  it('let a free model go on, whatever the budget', async () => {
    model.setScript(['x']);

    const { usage } = await storm(2, {
      limits: { maxCalls: 3, maxCostUsd: 0 },
      prices: { 'openai/gpt-4o': { prompt: 0, completion: 0 } },
    });

    expect(usage).toMatchObject({ llmCalls: 2, costUsd: 0, priceKnown: true });
  });

  it('are told of after each call', async () => {
    model.setScript([{ content: 'x', usage: { prompt: 1000, completion: 100, cached: 0 } }]);
    const told: GatewayUsage[] = [];

    await storm(3, { onUsage: (usage) => told.push(usage) });

    expect(told.map(({ llmCalls, promptTokens }) => [llmCalls, promptTokens])).toEqual([
      [1, 1000],
      [2, 2000],
      [3, 3000],
    ]);
  });
});
