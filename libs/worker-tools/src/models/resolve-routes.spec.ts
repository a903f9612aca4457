import { ConfigError } from '@ai-coding-agent/service-kit';
import { describe, expect, it } from 'vitest';
import { configuredModels } from './configured-models.js';
import { checkSocketRoom } from './gateway-opener.js';
import { resolveRoutes } from './resolve-routes.js';

const problemsOf = (settings: Record<string, string>, ...names: string[]) => {
  const [llmModel = '', ...llmAllowedModels] = names;
  try {
    resolveRoutes(configuredModels({ llmModel, llmAllowedModels }), settings);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
};

describe('the models of a worker', () => {
  it('are each named once, by the first setting', () => {
    const models = configuredModels({ llmModel: 'openai/a', llmWeakModel: 'openai/b', llmAllowedModels: ['openai/a'] });

    expect(models).toEqual([
      { model: 'openai/a', setting: 'LLM_MODEL' },
      { model: 'openai/b', setting: 'LLM_WEAK_MODEL' },
    ]);
  });

  it('need their settings at the start, each problem named by its setting and without a value', () => {
    const settings = { OPENAI_API_KEY: 'k', AZURE_API_KEY: 'secret', ANTHROPIC_API_BASE: 'ftp://user:secret@host' };

    const problems = problemsOf(settings, 'openai/a', 'azure/b', 'anthropic/c', 'gemini/d');

    expect(problems).toEqual([
      expect.stringMatching(/^LLM_ALLOWED_MODELS: azure\/b needs AZURE_API_BASE/),
      expect.stringMatching(/^LLM_ALLOWED_MODELS: ANTHROPIC_API_BASE must be/),
      expect.stringMatching(/^LLM_ALLOWED_MODELS: gemini\/d needs GEMINI_API_KEY/),
    ]);
    expect(problems.join()).not.toContain('secret');
  });

  it.each(['bedrock/anthropic.claude', 'vertex_ai/gemini-2.5-pro'])('cannot be %s, which signs requests', (model) => {
    expect(problemsOf({}, model)).toEqual([expect.stringMatching(/^LLM_MODEL: .*LLM_CREDENTIALS=sandbox/)]);
  });
});

it('says at the start when no socket fits below WORKSPACE_DIR', () => {
  expect(() => checkSocketRoom(`/tmp/${'x'.repeat(80)}`)).toThrow(/WORKSPACE_DIR: must have at most \d+ bytes/);
  expect(() => checkSocketRoom('/tmp/workspace')).not.toThrow();
});
