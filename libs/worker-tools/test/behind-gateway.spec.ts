import { readFileSync } from 'node:fs';
import { RunnerProcess } from '@ai-coding-agent/aider-runner';
import {
  isInMemoryOf,
  processesBelow,
  startScriptedModel,
  type ModelRequest,
  type ScriptedTurn,
} from '@ai-coding-agent/testing';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { APP_EDIT, EDITED_APP, KEY, setScene } from './scene.js';

/**
 * One model of every kind of provider (the others differ by a row of the gateway's table, which has tests of its own):
 * the model, the settings that lead its provider to the scripted model, and where its key has to arrive.
 */
const PROVIDERS = [
  ['openai/gpt-4o', 'OPENAI', '/v1', 'authorization', `Bearer ${KEY}`],
  ['openai/gpt-5-codex', 'OPENAI', '/v1', 'authorization', `Bearer ${KEY}`],
  ['anthropic/claude-sonnet-4-5', 'ANTHROPIC', '', 'x-api-key', KEY],
  ['gemini/gemini-2.5-pro', 'GEMINI', '/v1beta', 'x-goog-api-key', KEY],
  ['azure/my-deployment', 'AZURE', '', 'api-key', KEY],
  ['ollama_chat/qwen3', 'OLLAMA', '', 'authorization', `Bearer ${KEY}`],
  ['openrouter/some/model', 'OPENROUTER', '/v1', 'authorization', `Bearer ${KEY}`],
  ['lm_studio/local', 'LM_STUDIO', '/v1', 'authorization', `Bearer ${KEY}`],
] as const;
/** A model that no table knows. */
const UNPRICED = ['lm_studio/local', 'LM_STUDIO', '/v1'] as const;
const REPLY = { content: APP_EDIT, usage: { prompt: 1000, completion: 50 } };
const PRICE = { prompt: 10, completion: 100 };

describe.concurrent('the agent behind its gateway', { timeout: 120_000 }, () => {
  let runner: RunnerProcess;
  beforeAll(async () => {
    runner = new RunnerProcess({ pool: 2 });
    await runner.ready();
  }, 120_000);
  afterAll(() => runner.close());

  async function arrange(
    script: readonly [ScriptedTurn | ((request: ModelRequest) => ScriptedTurn)],
    [name, env, path]: readonly [string, string, string, ...string[]] = PROVIDERS[0],
    more: Partial<Parameters<typeof setScene>[0]> = {},
  ) {
    const model = await startScriptedModel({ script });
    const settings = { [`${env}_API_KEY`]: KEY, [`${env}_API_BASE`]: model.origin + path };
    const scene = setScene({ runner, model: name, settings, prices: { [name]: PRICE }, ...more });
    const end = async () => {
      await model.close();
      scene.remove();
    };
    return { model, scene, end };
  }

  it.for(PROVIDERS)('edits with %s, counted by the gateway', async (provider, { expect }) => {
    const [name, , , header, credential] = provider;
    const { model, scene, end } = await arrange([REPLY], provider);
    try {
      const reply = await scene.edit();

      const usage = { llmCalls: 1, promptTokens: 1000, completionTokens: 50, costUsd: 0.015 };
      expect(reply).toMatchObject({ model: name, priceKnown: true, usage });
      expect(scene.usages.at(-1)).toEqual(usage);
      expect(scene.read()).toBe(EDITED_APP);
      expect(model.requests.map(({ headers }) => headers[header])).toEqual([credential]);
      expect(scene.leftovers()).toEqual([]);
    } finally {
      await end();
    }
  });

  it('has no key in any process of the runner', async ({ expect }) => {
    const seen: { text: string; hasKey: boolean }[] = [];
    const look = (): ScriptedTurn => {
      for (const pid of processesBelow(process.pid)) {
        const text = ['environ', 'cmdline'].map((file) => readFileSync(`/proc/${pid}/${file}`, 'latin1')).join('\n');
        if (text.includes('aider_runner')) seen.push({ text, hasKey: isInMemoryOf(pid, KEY) });
      }
      return REPLY;
    };
    const { scene, end } = await arrange([look]);
    try {
      await scene.edit();

      expect(seen.length).toBeGreaterThan(1);
      expect(seen.filter(({ text, hasKey }) => hasKey || text.includes(KEY))).toEqual([]);
    } finally {
      await end();
    }
  });

  it.for([
    [{ status: 401, error: { message: `Your key is ${KEY}.` } }, 'model-auth'],
    [{ status: 429, error: { message: 'Slow down.' }, headers: { 'retry-after': '600' } }, 'model-rate-limited'],
  ] as const)('fails as the provider said: %o', async ([turn, code], { expect }) => {
    const { model, scene, end } = await arrange([turn]);
    try {
      const failure: unknown = await scene.edit().catch((error: unknown) => error);

      expect(failure).toMatchObject({ code });
      expect(String(failure)).not.toContain(KEY);
      expect(model.requests).toHaveLength(1);
      expect(scene.usages.at(-1)).toMatchObject({ llmCalls: 1 });
      expect(scene.leftovers()).toEqual([]);
    } finally {
      await end();
    }
  });

  it('ends with its signal while the provider hangs, and tells the call that it made', async ({ expect }) => {
    const stop = new AbortController();
    const { scene, end } = await arrange([
      () => {
        queueMicrotask(() => stop.abort(new Error('the time is over')));
        return { hang: true };
      },
    ]);
    try {
      await expect(scene.edit({ signal: stop.signal })).rejects.toThrow('the time is over');

      expect(scene.usages.at(-1)).toMatchObject({ llmCalls: 1 });
      expect(scene.leftovers()).toEqual([]);
    } finally {
      await end();
    }
  });

  it('takes prices from LiteLLM’s table, and says when nobody knows one', async ({ expect }) => {
    const known = await arrange([REPLY], PROVIDERS[0], { prices: {} });
    const unknown = await arrange([REPLY], UNPRICED, { prices: {} });
    try {
      const replies = [await known.scene.edit(), await unknown.scene.edit()];

      expect(replies.map(({ priceKnown }) => priceKnown)).toEqual([true, false]);
      expect(replies[0]?.usage.costUsd).toBeCloseTo((1000 * 2.5 + 50 * 10) / 1e6, 9);
      expect(replies[1]?.usage.costUsd).toBe(0);
    } finally {
      await known.end();
      await unknown.end();
    }
  });
});
