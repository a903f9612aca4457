import { request } from 'node:http';
import type { AiderRunner } from '@ai-coding-agent/aider-runner';
import { startScriptedModel, type ScriptedModel } from '@ai-coding-agent/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { KEY, setScene } from './scene.js';

const JOBS = 20;
const EAGER = 6;
const MODEL = 'openai/gpt-4o';

describe('twenty jobs at their limits at once', () => {
  let model: ScriptedModel;
  beforeAll(async () => {
    // A call costs 1 dollar.
    model = await startScriptedModel({ script: [{ content: 'x', usage: { prompt: 1000, completion: 0 } }] });
  });
  afterAll(() => model.close());

  it.each([
    ['cost', { maxLlmCalls: 100, maxCostUsd: 1.5 }, 2],
    ['calls', { maxLlmCalls: 3, maxCostUsd: 100 }, 3],
  ])('are stopped at the limit of %s, each by its own', async (_what, limits, calls) => {
    const noRunner = { prices: async () => undefined } as unknown as AiderRunner;
    const scene = setScene({
      ...{ runner: noRunner, model: MODEL, prices: { [MODEL]: { prompt: 1000, completion: 0 } } },
      settings: { OPENAI_API_KEY: KEY, OPENAI_API_BASE: model.url },
    });
    const open = () =>
      scene.openGateway({ jobId: 'job', models: [MODEL], ...limits, signal: new AbortController().signal });
    const gateways = await Promise.all(Array.from({ length: JOBS }, open));
    try {
      await Promise.all(gateways.flatMap((gateway) => Array.from({ length: EAGER }, () => post(gateway))));

      const usages = gateways.map((gateway) => gateway.usage?.());
      expect(new Set(usages.map((usage) => usage?.llmCalls))).toEqual(new Set([calls]));
      expect(Math.max(...usages.map((usage) => usage?.costUsd ?? NaN))).toBeLessThanOrEqual(limits.maxCostUsd + 1);
      expect(new Set(gateways.map(({ token }) => token)).size).toBe(JOBS);
    } finally {
      await Promise.all(gateways.map((gateway) => gateway.close()));
      expect(scene.leftovers()).toEqual([]);
      scene.remove();
    }
  });
});

/** One call to the model, as an agent makes it that keeps to no limit. */
function post({ socket, token, apiBase }: { socket: string; token: string; apiBase: string }): Promise<void> {
  return new Promise((resolve, reject) => {
    const outgoing = request(
      {
        socketPath: socket,
        path: `${new URL(apiBase).pathname}/chat/completions`,
        method: 'POST',
        headers: { authorization: `Bearer ${token}` },
      },
      (response) => response.resume().once('end', resolve),
    );
    outgoing.on('error', reject);
    outgoing.end(JSON.stringify({ model: 'gpt-4o', messages: [{ role: 'user', content: 'hi' }] }));
  });
}
