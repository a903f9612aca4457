import type { ScriptedError, ScriptedUsage } from './scripted-model-item.js';
import type { ModelShape } from './scripted-model-shape.js';

/** The shape of OpenAI's chat completions, which most other providers speak as well. */
export const openAiShape: ModelShape = {
  handles: (path) => path.endsWith('/chat/completions'),

  promptOf: (body) =>
    ((body['messages'] ?? []) as { content: unknown }[])
      .map(({ content }) => (typeof content === 'string' ? content : JSON.stringify(content)))
      .join('\n'),

  wantsStream: (body) => body['stream'] === true,

  reply: (id, body, reply, usage) => ({
    id,
    object: 'chat.completion',
    created: 1,
    model: body['model'],
    choices: [
      { index: 0, message: { role: 'assistant', content: reply.content }, finish_reason: reply.finish ?? 'stop' },
    ],
    usage: toUsage(usage),
  }),

  stream: (id, body, reply, usage) => {
    const chunk = (delta: object, finish: string | null = null) => ({
      id,
      object: 'chat.completion.chunk',
      created: 1,
      model: body['model'],
      choices: [{ index: 0, delta, finish_reason: finish }],
    });
    const chunks: object[] = [
      chunk({ role: 'assistant', content: '' }),
      chunk({ content: reply.content }),
      chunk({}, reply.finish ?? 'stop'),
    ];
    if ((body['stream_options'] as { include_usage?: boolean } | undefined)?.include_usage)
      chunks.push({ ...chunk({}), choices: [], usage: toUsage(usage) });
    return [...chunks.map((data) => JSON.stringify(data)), '[DONE]'].map((data) => `data: ${data}\n\n`);
  },

  error: ({ status, error }: ScriptedError) => ({
    error: { type: 'scripted', code: null, message: `scripted ${status}`, ...error },
  }),
};

function toUsage({ prompt, completion, cached }: Required<ScriptedUsage>) {
  return {
    prompt_tokens: prompt,
    completion_tokens: completion,
    total_tokens: prompt + completion,
    prompt_tokens_details: { cached_tokens: cached },
  };
}
