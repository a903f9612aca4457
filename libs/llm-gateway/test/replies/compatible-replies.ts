import { events, type DocumentedReply } from './documented-reply.js';

interface Chat {
  readonly id: string;
  readonly model: string;
  readonly usage: object;
  /** What this provider says besides, in every reply and in every choice. */
  readonly more?: object;
  readonly inChoice?: object;
}

const whole = ({ id, model, usage, more, inChoice }: Chat, message: object = {}) => ({
  ...{ id, object: 'chat.completion', created: 1741569952, model, ...more },
  choices: [
    {
      ...{ index: 0, message: { role: 'assistant', content: 'Hello, ä!', ...message } },
      ...{ logprobs: null, finish_reason: 'stop', ...inChoice },
    },
  ],
  usage,
});
const chunk = ({ id, model, more, inChoice }: Chat, delta: object, finish: string | null = null) => ({
  ...{ id, object: 'chat.completion.chunk', created: 1741569952, model, ...more },
  choices: [{ index: 0, delta, logprobs: null, finish_reason: finish, ...inChoice }],
});

const deepSeekChat: Chat = {
  id: '930c60df',
  model: 'deepseek-chat',
  more: { system_fingerprint: 'fp_a49d71b8a1' },
  usage: {
    ...{
      prompt_tokens: 1300,
      completion_tokens: 13,
      total_tokens: 1313,
      prompt_tokens_details: { cached_tokens: 1280 },
    },
    ...{ prompt_cache_hit_tokens: 1280, prompt_cache_miss_tokens: 20 },
  },
};

/** Keeps the connection open with comments, and has its counts in the chunk that ends the text when asked for them. */
export const deepSeek: DocumentedReply = {
  model: 'deepseek/deepseek-chat',
  settings: 'DEEPSEEK',
  path: '/v1',
  whole: whole(deepSeekChat),
  stream: `: keep-alive\n\n: keep-alive\n\n${events(
    chunk(deepSeekChat, { role: 'assistant', content: '' }),
    chunk(deepSeekChat, { content: 'Hello' }),
    chunk(deepSeekChat, { content: ', ä!' }),
    chunk(deepSeekChat, { content: '' }, 'stop'),
  )}@USAGE@data: [DONE]\n\n`,
  onlyIfAsked: events({ ...chunk(deepSeekChat, {}), choices: [], usage: deepSeekChat.usage }),
  tokens: { prompt: 1300, completion: 13, cached: 1280 },
};

const openRouterChat: Chat = {
  id: 'gen-1741569952',
  model: 'some/model',
  more: { provider: 'Some Provider' },
  inChoice: { native_finish_reason: 'stop' },
  usage: {
    ...{ prompt_tokens: 194, completion_tokens: 2, total_tokens: 196, cost: 0.95, is_byok: false },
    ...{ prompt_tokens_details: { cached_tokens: 10 }, completion_tokens_details: { reasoning_tokens: 0 } },
    cost_details: { upstream_inference_cost: 19 },
  },
};

/** Says what it waits for in comments, and repeats an empty choice beside its counts. */
export const openRouter: DocumentedReply = {
  model: 'openrouter/some/model',
  settings: 'OPENROUTER',
  path: '/api/v1',
  whole: whole(openRouterChat, { refusal: null, reasoning: null }),
  stream: `: OPENROUTER PROCESSING\n\n: OPENROUTER PROCESSING\n\n${events(
    chunk(openRouterChat, { role: 'assistant', content: 'Hello' }),
    chunk(openRouterChat, { role: 'assistant', content: ', ä!' }),
    chunk(openRouterChat, { role: 'assistant', content: '' }, 'stop'),
  )}@USAGE@data: [DONE]\n\n`,
  onlyIfAsked: events({ ...chunk(openRouterChat, { role: 'assistant', content: '' }), usage: openRouterChat.usage }),
  tokens: { prompt: 194, completion: 2, cached: 10 },
};

const fine = { filtered: false, severity: 'safe' };
const filters = { hate: fine, self_harm: fine, sexual: fine, violence: fine };
const promptFilter = { prompt_filter_results: [{ prompt_index: 0, content_filter_results: filters }] };
const azureChat: Chat = {
  id: 'chatcmpl-6v7m',
  model: 'gpt-4o-2024-11-20',
  inChoice: { content_filter_results: filters },
  usage: { prompt_tokens: 33, completion_tokens: 557, total_tokens: 590 },
};
const azureBegin = { choices: [], created: 0, id: '', model: '', object: '', ...promptFilter };

/** Begins with what its filters say of the prompt, without any choice. */
export const azure: DocumentedReply = {
  model: 'azure/my-deployment',
  settings: 'AZURE',
  path: '',
  whole: { ...whole(azureChat), ...promptFilter },
  stream: `${events(
    azureBegin,
    chunk({ ...azureChat, inChoice: { content_filter_results: {} } }, { role: 'assistant', content: '' }),
    chunk(azureChat, { content: 'Hello' }),
    chunk(azureChat, { content: ', ä!' }),
    chunk(azureChat, {}, 'stop'),
  )}@USAGE@data: [DONE]\n\n`,
  onlyIfAsked: events({ ...chunk(azureChat, {}), choices: [], usage: azureChat.usage }),
  tokens: { prompt: 33, completion: 557, cached: 0 },
};

const lmStudioChat: Chat = {
  id: 'chatcmpl-i3gkjw',
  model: 'local',
  more: { system_fingerprint: 'local' },
  usage: { prompt_tokens: 24, completion_tokens: 53, total_tokens: 77 },
};

export const lmStudio: DocumentedReply = {
  model: 'lm_studio/local',
  settings: 'LM_STUDIO',
  path: '/v1',
  whole: { ...whole(lmStudioChat), stats: {} },
  stream: `${events(
    chunk(lmStudioChat, { role: 'assistant', content: 'Hello' }),
    chunk(lmStudioChat, { content: ', ä!' }),
    chunk(lmStudioChat, {}, 'stop'),
  )}@USAGE@data: [DONE]\n\n`,
  onlyIfAsked: events({ ...chunk(lmStudioChat, {}), choices: [], usage: lmStudioChat.usage }),
  tokens: { prompt: 24, completion: 53, cached: 0 },
};
