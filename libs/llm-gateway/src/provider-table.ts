import type { ReplyShape } from './reply-shape.js';
import { REPLY_SHAPES } from './reply-shapes.js';

/** A path under the base address that may be asked. */
export interface Endpoint {
  /** Whole path under the sandbox's base; a group `model` where the path names the model. */
  readonly path: RegExp;
  readonly shape: ReplyShape;
  /** Query that the provider gets; what the sandbox sends is dropped. */
  readonly query?: 'alt=sse' | 'api-version';
  /** Asks no model, so it is no call and has no tokens. */
  readonly isFree?: boolean;
}

/** One provider. Another one is another row. */
export interface ProviderRow {
  /** Also the first part of the path in the sandbox. */
  readonly name: string;
  /** LiteLLM's prefixes. */
  readonly prefixes: readonly string[];
  /** Names that LiteLLM takes for this provider's without any prefix. */
  readonly bareNames?: RegExp;
  /** Setting that holds the key. */
  readonly keySetting: string;
  /** `own-address`: only at the provider's own address, since many servers of one's own want none. */
  readonly keyNeeded: 'always' | 'own-address' | 'never';
  /** Settings that may hold the base address, the strongest first. */
  readonly baseSettings: readonly [string, ...string[]];
  readonly defaultBase?: string;
  /** Ending of a configured base that LiteLLM would add once more. */
  readonly baseSuffix?: RegExp;
  readonly versionSetting?: string;
  readonly defaultVersion?: string;
  readonly keyHeader: 'authorization' | 'x-api-key' | 'x-goog-api-key' | 'api-key';
  /** What follows the provider's name in the base address of the sandbox, so that LiteLLM builds the right path. */
  readonly sandboxBase: '' | '/v1' | '/v1beta';
  readonly endpoints: readonly Endpoint[];
}

const chat: Endpoint = { path: /^\/chat\/completions$/, shape: REPLY_SHAPES.openAiChat };
const responses: Endpoint = { path: /^\/responses$/, shape: REPLY_SHAPES.openAiResponses };

/** Somebody who speaks OpenAI's chat completions. */
const compatible = (name: string, env: string, defaultBase: string | undefined): ProviderRow => ({
  name,
  prefixes: [`${name}/`],
  keySetting: `${env}_API_KEY`,
  keyNeeded: 'own-address',
  baseSettings: [`${env}_API_BASE`],
  ...(defaultBase && { defaultBase }),
  keyHeader: 'authorization',
  sandboxBase: '/v1',
  endpoints: [chat],
});

/** Every provider that the gateway can stand in front of. */
export const PROVIDERS: readonly ProviderRow[] = [
  {
    ...compatible('openai', 'OPENAI', 'https://api.openai.com/v1'),
    bareNames: /^(?:gpt-|chatgpt-|o\d)/,
    baseSettings: ['OPENAI_BASE_URL', 'OPENAI_API_BASE'],
    endpoints: [chat, responses],
  },
  {
    name: 'anthropic',
    prefixes: ['anthropic/'],
    bareNames: /^claude-/,
    keySetting: 'ANTHROPIC_API_KEY',
    keyNeeded: 'own-address',
    baseSettings: ['ANTHROPIC_API_BASE', 'ANTHROPIC_BASE_URL'],
    defaultBase: 'https://api.anthropic.com',
    baseSuffix: /\/v1(?:\/messages)?$/,
    keyHeader: 'x-api-key',
    sandboxBase: '',
    endpoints: [{ path: /^\/v1\/messages$/, shape: REPLY_SHAPES.anthropic }],
  },
  {
    name: 'gemini',
    prefixes: ['gemini/'],
    keySetting: 'GEMINI_API_KEY',
    keyNeeded: 'own-address',
    baseSettings: ['GEMINI_API_BASE'],
    defaultBase: 'https://generativelanguage.googleapis.com/v1beta',
    keyHeader: 'x-goog-api-key',
    sandboxBase: '/v1beta',
    endpoints: [
      { path: /^\/models\/(?<model>[\w.-]+):generateContent$/, shape: REPLY_SHAPES.gemini },
      { path: /^\/models\/(?<model>[\w.-]+):streamGenerateContent$/, shape: REPLY_SHAPES.gemini, query: 'alt=sse' },
    ],
  },
  {
    name: 'azure',
    prefixes: ['azure/'],
    keySetting: 'AZURE_API_KEY',
    keyNeeded: 'always',
    baseSettings: ['AZURE_API_BASE'],
    versionSetting: 'AZURE_API_VERSION',
    defaultVersion: '2025-02-01-preview',
    keyHeader: 'api-key',
    sandboxBase: '',
    endpoints: [
      {
        path: /^\/openai\/deployments\/(?<model>[\w.-]+)\/chat\/completions$/,
        shape: REPLY_SHAPES.openAiChat,
        query: 'api-version',
      },
    ],
  },
  {
    name: 'ollama',
    prefixes: ['ollama_chat/', 'ollama/'],
    keySetting: 'OLLAMA_API_KEY',
    keyNeeded: 'never',
    baseSettings: ['OLLAMA_API_BASE'],
    defaultBase: 'http://localhost:11434',
    keyHeader: 'authorization',
    sandboxBase: '',
    endpoints: [
      { path: /^\/api\/(?:chat|generate)$/, shape: REPLY_SHAPES.ollama },
      { path: /^\/api\/show$/, shape: REPLY_SHAPES.ollama, isFree: true },
    ],
  },
  { ...compatible('lm_studio', 'LM_STUDIO', 'http://localhost:1234/v1'), keyNeeded: 'never' },
  { ...compatible('hosted_vllm', 'HOSTED_VLLM', undefined), keyNeeded: 'never' },
  compatible('openrouter', 'OPENROUTER', 'https://openrouter.ai/api/v1'),
  compatible('deepseek', 'DEEPSEEK', 'https://api.deepseek.com'),
  compatible('groq', 'GROQ', 'https://api.groq.com/openai/v1'),
  compatible('mistral', 'MISTRAL', 'https://api.mistral.ai/v1'),
  compatible('xai', 'XAI', 'https://api.x.ai/v1'),
];
