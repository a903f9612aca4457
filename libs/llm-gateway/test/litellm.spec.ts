import { isInMemoryOf, startScriptedModel, type ScriptedModel } from '@ai-coding-agent/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { resolveRoute, sandboxAccess, type ModelRoute } from '../src/index.js';
import { KEY, openTestGateway, TOKEN, type GatewayUnderTest } from './gateway-under-test.js';
import { startLiteLlm, type LiteLlmAnswer } from './litellm-client.js';

/** Each model, the settings that lead its provider to the scripted model, and the header in which the key has to come. */
const MODELS = [
  ['openai/gpt-4o', 'OPENAI', '/v1', 'authorization', `Bearer ${KEY}`],
  ['openai/gpt-5-codex', 'OPENAI', '/v1', 'authorization', `Bearer ${KEY}`],
  ['anthropic/claude-sonnet-4-5', 'ANTHROPIC', '', 'x-api-key', KEY],
  ['gemini/gemini-2.5-pro', 'GEMINI', '/v1beta', 'x-goog-api-key', KEY],
  ['azure/my-deployment', 'AZURE', '', 'api-key', KEY],
  ['ollama_chat/qwen3', 'OLLAMA', '', 'authorization', `Bearer ${KEY}`],
  ['deepseek/deepseek-chat', 'DEEPSEEK', '/v1', 'authorization', `Bearer ${KEY}`],
  ['openrouter/some/model', 'OPENROUTER', '/v1', 'authorization', `Bearer ${KEY}`],
  ['mistral/mistral-large-latest', 'MISTRAL', '/v1', 'authorization', `Bearer ${KEY}`],
  ['xai/grok-4', 'XAI', '/v1', 'authorization', `Bearer ${KEY}`],
  ['lm_studio/local', 'LM_STUDIO', '/v1', 'authorization', `Bearer ${KEY}`],
  ['hosted_vllm/local', 'HOSTED_VLLM', '/v1', 'authorization', `Bearer ${KEY}`],
] as const;
const OVERFLOW = { message: "This model's maximum context length is 8 tokens", code: 'context_length_exceeded' };

describe('the gateway with the real LiteLLM', () => {
  const client = startLiteLlm();
  const seen: LiteLlmAnswer[] = [];
  let model: ScriptedModel;
  let gateway: GatewayUnderTest;
  let routes: ModelRoute[];

  beforeAll(async () => {
    model = await startScriptedModel();
    routes = MODELS.map(([name, env, path]) =>
      resolveRoute(name, { [`${env}_API_KEY`]: KEY, [`${env}_API_BASE`]: model.origin + path }),
    );
  });
  beforeEach(async () => {
    const prices = Object.fromEntries(MODELS.map(([name]) => [name, { prompt: 10, completion: 100, cached: 1 }]));
    gateway = await openTestGateway(model.url, { routes, prices });
  });
  afterEach(() => gateway.close());
  afterAll(async () => {
    await client.stop();
    await model.close();
  });

  const ask = async (name: string, stream: boolean) => {
    const route = routes.find((candidate) => candidate.model === name)!;
    const answer = await client.ask({
      ...sandboxAccess(route, TOKEN),
      model: name,
      socketPath: gateway.socketPath,
      stream,
    });
    seen.push(answer);
    return answer;
  };

  describe.each(MODELS)('%s', (name, _env, _path, header, credential) => {
    it.each([['in one piece', false] as const, ['streaming', true] as const])(
      'is passed on and counted %s',
      async (_, stream) => {
        model.setScript([{ content: 'It works, ä.', usage: { prompt: 1000, completion: 50, cached: 0 } }]);

        const answer = await ask(name, stream);

        expect(answer).toMatchObject({ text: 'It works, ä.', error: null });
        expect(gateway.usage()).toMatchObject({
          llmCalls: 1,
          promptTokens: 1000,
          completionTokens: 50,
          cachedTokens: 0,
        });
        expect(gateway.usage().costUsd).toBeCloseTo((1000 * 10 + 50 * 100) / 1e6, 10);
        expect(gateway.failure()).toBeUndefined();
        expect(gateway.refusals()).toBe(0);
        expect(model.requests).toHaveLength(1);
        expect(model.requests[0]?.headers[header]).toBe(credential);
        expect(JSON.stringify(model.requests[0]?.headers)).not.toContain(TOKEN);
      },
    );

    it.each([
      [401, 'model-auth'],
      [404, 'model-not-found'],
      [400, 'model-rejected'],
      [503, 'model-unavailable'],
    ] as const)('has its %i reported as %s after one call of the client', async (status, code) => {
      model.setScript([{ status, error: { message: `Sorry. Your key is ${KEY}.` } }]);

      const answer = await ask(name, true);

      // LiteLLM loses the words on their way through its bridge to OpenAI's responses, so look at what it got.
      expect(answer.error).not.toBeNull();
      expect(answer.wire.filter((text) => text.includes(' -> 400 '))).toHaveLength(1);
      expect(answer.wire.join('')).toContain(`[llm-gateway ${code}]`);
      expect(gateway.failure()).toMatchObject({ code });
      expect(gateway.failure()?.message).not.toContain(KEY);
      expect(gateway.usage().llmCalls).toBe(1);
    });

    it('has an overflow of the context reported as such', async () => {
      model.setScript([{ status: 400, error: OVERFLOW }]);

      await ask(name, false);

      expect(gateway.failure()).toMatchObject({ code: 'model-context-exceeded' });
    });
  });

  it.each(['openai/gpt-4o', 'openai/gpt-5-codex', 'anthropic/claude-sonnet-4-5', 'gemini/gemini-2.5-pro'])(
    'counts what came from the cache of %s',
    async (name) => {
      model.setScript([{ content: 'x', usage: { prompt: 1000, completion: 50, cached: 400 } }]);

      await ask(name, true);
      await ask(name, false);

      expect(gateway.usage()).toMatchObject({ promptTokens: 2000, completionTokens: 100, cachedTokens: 800 });
      expect(gateway.usage().costUsd).toBeCloseTo((2 * (600 * 10 + 400 * 1 + 50 * 100)) / 1e6, 10);
    },
  );

  it('tells Ollama’s client about a model without counting a call', async () => {
    await ask('ollama_chat/qwen3', false);

    expect(gateway.usage().llmCalls).toBe(1);
  });

  it('stops the client at the limits', async () => {
    await gateway.close();
    gateway = await openTestGateway(model.url, { routes, limits: { maxCalls: 1, maxCostUsd: 1 }, prices: {} });
    model.setScript(['fine']);

    const answers = [await ask('openai/gpt-4o', true), await ask('anthropic/claude-sonnet-4-5', true)];

    expect(answers.map(({ error }) => error?.class)).toEqual([undefined, 'BadRequestError']);
    expect(gateway.failure()).toMatchObject({ code: 'call-limit-reached' });
    expect(gateway.usage()).toMatchObject({ llmCalls: 1, priceKnown: false, costUsd: 0 });
  });

  it('has shown the client no key, on the wire or in its memory', () => {
    expect(seen.length).toBeGreaterThan(70);
    expect(JSON.stringify(seen) + client.output()).not.toContain(KEY);
    expect(isInMemoryOf(client.pid, TOKEN)).toBe(process.platform === 'linux');
    expect(isInMemoryOf(client.pid, KEY)).toBe(false);
  });
});
