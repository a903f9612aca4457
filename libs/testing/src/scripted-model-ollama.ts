import type { ModelShape } from './scripted-model-shape.js';

/** Ollama's own API, which streams lines of JSON unless told not to. */
export const ollamaShape: ModelShape = {
  handles: (path) => /\/api\/(?:chat|generate|show)$/.test(path),

  aside: (path) =>
    path.endsWith('/api/show')
      ? { template: '{{ .Prompt }}', model_info: { 'scripted.context_length': 32_768 }, capabilities: ['completion'] }
      : undefined,

  promptOf: (body) => JSON.stringify(body['messages'] ?? body['prompt']),

  wantsStream: (body) => body['stream'] !== false,

  streamType: 'application/x-ndjson',

  reply: (_id, body, { content, finish = 'stop' }, usage) => ({
    ...line(body, content),
    done: true,
    done_reason: finish,
    prompt_eval_count: usage.prompt,
    eval_count: usage.completion,
  }),

  stream: (id, body, reply, usage) =>
    [{ ...line(body, reply.content), done: false }, ollamaShape.reply(id, body, { ...reply, content: '' }, usage)].map(
      (data) => `${JSON.stringify(data)}\n`,
    ),

  error: ({ status, error }) => ({ error: error?.message ?? `scripted ${status}` }),
};

function line(body: Readonly<Record<string, unknown>>, content: string) {
  const text = 'messages' in body ? { message: { role: 'assistant', content } } : { response: content };
  return { model: body['model'], created_at: '2026-01-01T00:00:00.000Z', ...text };
}
