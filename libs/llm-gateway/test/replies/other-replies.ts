import { events, namedEvents, type DocumentedReply } from './documented-reply.js';

const claude = { id: 'msg_01XFD', type: 'message', role: 'assistant', model: 'claude-sonnet-4-5-20250929' };
const input = {
  ...{ input_tokens: 21, cache_creation_input_tokens: 188, cache_read_input_tokens: 1800 },
  ...{ cache_creation: { ephemeral_5m_input_tokens: 188, ephemeral_1h_input_tokens: 0 }, service_tier: 'standard' },
};

export const anthropic: DocumentedReply = {
  model: 'anthropic/claude-sonnet-4-5',
  settings: 'ANTHROPIC',
  path: '',
  whole: {
    ...claude,
    content: [{ type: 'text', text: 'Hello, ä!' }],
    ...{ stop_reason: 'end_turn', stop_sequence: null, usage: { ...input, output_tokens: 305 } },
  },
  stream: namedEvents(
    {
      type: 'message_start',
      ...{ message: { ...claude, content: [], stop_reason: null, usage: { ...input, output_tokens: 3 } } },
    },
    { type: 'content_block_start', ...{ index: 0, content_block: { type: 'text', text: '' } } },
    { type: 'ping' },
    { type: 'content_block_delta', ...{ index: 0, delta: { type: 'text_delta', text: 'Hello' } } },
    { type: 'content_block_delta', ...{ index: 0, delta: { type: 'text_delta', text: ', ä!' } } },
    { type: 'content_block_stop', ...{ index: 0 } },
    // Its counts are those of the whole message, not what came since.
    {
      type: 'message_delta',
      ...{ delta: { stop_reason: 'end_turn', stop_sequence: null }, usage: { ...input, output_tokens: 305 } },
    },
    { type: 'message_stop' },
  ),
  tokens: { prompt: 2009, completion: 305, cached: 1800 },
};

const geminiPart = (text: string, end: object, usage: object) => ({
  candidates: [{ content: { parts: [{ text }], role: 'model' }, ...end, index: 0 }],
  usageMetadata: { ...{ promptTokenCount: 264, totalTokenCount: 264 }, ...usage },
  ...{ modelVersion: 'gemini-2.5-pro', responseId: 'Zr1paMjV' },
});
const geminiUsage = {
  ...{ candidatesTokenCount: 19, totalTokenCount: 612, cachedContentTokenCount: 200, thoughtsTokenCount: 329 },
  ...{ promptTokensDetails: [{ modality: 'TEXT', tokenCount: 264 }] },
};

export const gemini: DocumentedReply = {
  model: 'gemini/gemini-2.5-pro',
  settings: 'GEMINI',
  path: '/v1beta',
  whole: geminiPart('Hello, ä!', { finishReason: 'STOP' }, geminiUsage),
  stream: events(
    geminiPart('Hello', {}, { thoughtsTokenCount: 329, totalTokenCount: 593 }),
    geminiPart(', ä!', { finishReason: 'STOP' }, geminiUsage),
  ).replaceAll('\n', '\r\n'),
  tokens: { prompt: 264, completion: 348, cached: 200 },
};

const line = (content: string, more: object) => ({
  ...{ model: 'qwen3', created_at: '2025-10-17T23:14:07.414671Z', message: { role: 'assistant', content } },
  ...more,
});
const ollamaEnd = {
  ...{ done_reason: 'stop', done: true, total_duration: 174560334, load_duration: 101397084 },
  ...{ prompt_eval_count: 11, prompt_eval_duration: 13074791, eval_count: 18, eval_duration: 52479709 },
};

export const ollama: DocumentedReply = {
  model: 'ollama_chat/qwen3',
  settings: 'OLLAMA',
  path: '',
  whole: line('Hello, ä!', ollamaEnd),
  stream: [line('Hello', { done: false }), line(', ä!', { done: false }), line('', ollamaEnd)]
    .map((each) => `${JSON.stringify(each)}\n`)
    .join(''),
  tokens: { prompt: 11, completion: 18, cached: 0 },
};
