import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { resolveRoute, sandboxAccess } from './model-route.js';

const KEY = 'sk-very-secret';

describe('resolveRoute', () => {
  it.each([
    ['openai/gpt-4o', { OPENAI_API_KEY: KEY }, 'gpt-4o', 'https://api.openai.com/v1'],
    ['gpt-4o', { OPENAI_API_KEY: KEY }, 'gpt-4o', 'https://api.openai.com/v1'],
    ['o3-mini', { OPENAI_API_KEY: KEY }, 'o3-mini', 'https://api.openai.com/v1'],
    ['openai/x', { OPENAI_API_BASE: 'http://vllm:8000/v1/' }, 'x', 'http://vllm:8000/v1'],
    ['openai/x', { OPENAI_API_BASE: 'http://a/v1', OPENAI_BASE_URL: 'http://b/v1' }, 'x', 'http://b/v1'],
    ['claude-sonnet-4-5', { ANTHROPIC_API_KEY: KEY }, 'claude-sonnet-4-5', 'https://api.anthropic.com'],
    ['anthropic/c', { ANTHROPIC_API_BASE: 'https://proxy/v1/messages' }, 'c', 'https://proxy'],
    ['gemini/g', { GEMINI_API_KEY: KEY }, 'g', 'https://generativelanguage.googleapis.com/v1beta'],
    [
      'azure/d',
      { AZURE_API_KEY: KEY, AZURE_API_BASE: 'https://me.openai.azure.com/' },
      'd',
      'https://me.openai.azure.com',
    ],
    ['ollama_chat/qwen3:8b', {}, 'qwen3:8b', 'http://localhost:11434'],
    ['ollama/qwen3', { OLLAMA_API_BASE: 'http://ollama:11434' }, 'qwen3', 'http://ollama:11434'],
    ['openrouter/a/b:free', { OPENROUTER_API_KEY: KEY }, 'a/b:free', 'https://openrouter.ai/api/v1'],
    ['lm_studio/x', {}, 'x', 'http://localhost:1234/v1'],
    ['groq/x', { GROQ_API_KEY: KEY }, 'x', 'https://api.groq.com/openai/v1'],
  ])('finds %s', (model, settings, providerModel, upstreamBase) => {
    expect(resolveRoute(model, settings)).toMatchObject({ model, providerModel, upstreamBase });
  });

  it.each([
    ['openai/gpt-4o', {}, /OPENAI_API_KEY/],
    ['openai/gpt-4o', { OPENAI_API_KEY: ' ' }, /OPENAI_API_KEY/],
    ['anthropic/x', {}, /ANTHROPIC_API_KEY/],
    ['azure/d', { AZURE_API_KEY: KEY }, /AZURE_API_BASE/],
    ['azure/d', { AZURE_API_BASE: 'https://me.openai.azure.com' }, /AZURE_API_KEY/],
    ['hosted_vllm/x', {}, /HOSTED_VLLM_API_BASE/],
    ['openai/', { OPENAI_API_KEY: KEY }, /names a provider and no model/],
    ['bedrock/anthropic.claude', { AWS_REGION: 'x' }, /LLM_CREDENTIALS=sandbox/],
    ['vertex_ai/gemini-2.5-pro', {}, /LLM_CREDENTIALS=sandbox/],
    ['gemini-2.5-pro', { GEMINI_API_KEY: KEY }, /LLM_CREDENTIALS=sandbox/],
    ['nobody/x', {}, /LLM_CREDENTIALS=sandbox/],
    ['openai/x', { OPENAI_API_BASE: 'file:///etc/passwd' }, /OPENAI_API_BASE must be an http/],
    ['openai/x', { OPENAI_API_BASE: `https://me:${KEY}@host` }, /OPENAI_API_BASE must be an http/],
    ['openai/x', { OPENAI_API_BASE: 'localhost' }, /OPENAI_API_BASE must be an http/],
  ])('says what is wrong with %s and %j', (model, settings, words) => {
    expect(() => resolveRoute(model, settings)).toThrow(words);
    expect(() => resolveRoute(model, settings)).not.toThrow(KEY);
  });

  it('shows no key when it is printed', () => {
    const route = resolveRoute('openai/gpt-4o', { OPENAI_API_KEY: KEY });

    expect(route.key()).toBe(KEY);
    expect(inspect(route, { depth: 9 }) + JSON.stringify(route)).not.toContain(KEY);
  });
});

describe('sandboxAccess', () => {
  it('tells the way through the gateway and the token of the job', () => {
    const route = resolveRoute('ollama_chat/qwen3', { OLLAMA_API_BASE: 'http://secret-host:1', OLLAMA_API_KEY: KEY });

    expect(sandboxAccess(route, 'token')).toEqual({
      apiBase: 'http://llm-gateway/ollama',
      apiKey: 'token',
      env: { OLLAMA_API_BASE: 'http://llm-gateway/ollama', OLLAMA_API_KEY: 'token' },
    });
  });
});
