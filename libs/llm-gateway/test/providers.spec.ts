import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { resolveRoute, sandboxAccess } from '../src/index.js';
import { KEY, openTestGateway, TOKEN, type GatewayUnderTest } from './gateway-under-test.js';
import { startLiteLlm } from './litellm-client.js';
import { azure, deepSeek, lmStudio, openRouter } from './replies/compatible-replies.js';
import { openAi, openAiResponses } from './replies/openai-replies.js';
import { anthropic, gemini, ollama } from './replies/other-replies.js';
import { startReplay, type Replay } from './replies/replay.js';

const PRICE = { prompt: 10, completion: 100, cached: 1, cacheWritten: 20 };
const REPLIES = [openAi, openAiResponses, anthropic, gemini, deepSeek, openRouter, azure, ollama, lmStudio];

describe('what a provider really answers, with all that it says besides', () => {
  const client = startLiteLlm();
  afterAll(() => client.stop());

  describe.each(REPLIES)('$model', (reply) => {
    let provider: Replay;
    let gateway: GatewayUnderTest;
    const route = () =>
      resolveRoute(reply.model, {
        [`${reply.settings}_API_KEY`]: KEY,
        [`${reply.settings}_API_BASE`]: provider.origin + reply.path,
      });

    beforeAll(async () => (provider = await startReplay(reply)));
    beforeEach(async () => {
      gateway = await openTestGateway(provider.origin, { routes: [route()], prices: { [reply.model]: PRICE } });
    });
    afterEach(() => gateway.close());
    afterAll(() => provider.close());

    it.each([false, true])(
      'is understood by LiteLLM, passed on unchanged and counted (streaming: %s)',
      async (stream) => {
        const access = sandboxAccess(route(), TOKEN);

        const { socketPath } = gateway;
        const answer = await client.ask({ ...access, model: reply.model, socketPath, stream });

        expect(answer).toMatchObject({ text: 'Hello, ä!', error: null });
        expect(answer.wire.join('')).toContain(provider.sent());
        const { prompt, completion, cached } = reply.tokens;
        expect(gateway.usage()).toMatchObject({
          ...{
            llmCalls: 1,
            promptTokens: prompt,
            completionTokens: completion,
            cachedTokens: cached,
            priceKnown: true,
          },
        });
        expect(gateway.failure()).toBeUndefined();
      },
    );
  });
});
