import type { ScriptedUsage } from './scripted-model-item.js';
import type { ModelShape } from './scripted-model-shape.js';

/** Anthropic's messages. Its `input_tokens` leave out what came from the cache. */
export const anthropicShape: ModelShape = {
  handles: (path) => path.endsWith('/v1/messages'),

  promptOf: (body) => JSON.stringify([body['system'], body['messages']]),

  wantsStream: (body) => body['stream'] === true,

  reply: (id, body, { content, finish }, usage) => ({
    id,
    type: 'message',
    role: 'assistant',
    model: body['model'],
    content: [{ type: 'text', text: content }],
    stop_reason: stopReason(finish),
    stop_sequence: null,
    usage: { ...input(usage), output_tokens: usage.completion },
  }),

  stream: (id, body, { content, finish }, usage) =>
    [
      {
        type: 'message_start',
        message: {
          id,
          type: 'message',
          role: 'assistant',
          model: body['model'],
          content: [],
          stop_reason: null,
          stop_sequence: null,
          usage: { ...input(usage), output_tokens: 1 },
        },
      },
      { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
      { type: 'ping' },
      { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: content } },
      { type: 'content_block_stop', index: 0 },
      {
        type: 'message_delta',
        delta: { stop_reason: stopReason(finish), stop_sequence: null },
        usage: { output_tokens: usage.completion },
      },
      { type: 'message_stop' },
    ].map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`),

  error: ({ status, error }) => ({
    type: 'error',
    error: { type: error?.type ?? 'scripted', message: error?.message ?? `scripted ${status}` },
  }),
};

const stopReason = (finish = 'stop') => (finish === 'length' ? 'max_tokens' : 'end_turn');

function input({ prompt, cached }: Required<ScriptedUsage>) {
  return { input_tokens: prompt - cached, cache_read_input_tokens: cached, cache_creation_input_tokens: 0 };
}
