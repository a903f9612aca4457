import type { ScriptedReply, ScriptedUsage } from './scripted-model-item.js';
import type { ModelShape } from './scripted-model-shape.js';

/** Gemini's `generateContent`, whose path names the model and tells whether to stream. */
export const geminiShape: ModelShape = {
  handles: (path) => /:(?:streamG|g)enerateContent$/.test(path),

  promptOf: (body) => JSON.stringify([body['systemInstruction'] ?? body['system_instruction'], body['contents']]),

  wantsStream: (_body, path) => path.endsWith(':streamGenerateContent'),

  reply: (id, _body, reply, usage) => chunk(id, reply.content, finishReason(reply), usage),

  stream: (id, _body, reply, usage) =>
    // Each chunk counts what there is so far.
    [chunk(id, '', undefined, { ...usage, completion: 0 }), chunk(id, reply.content, finishReason(reply), usage)].map(
      (data) => `data: ${JSON.stringify(data)}\r\n\r\n`,
    ),

  error: ({ status, error }) => ({
    error: { code: status, message: error?.message ?? `scripted ${status}`, status: error?.type ?? 'SCRIPTED' },
  }),
};

const finishReason = ({ finish }: ScriptedReply) => (finish === 'length' ? 'MAX_TOKENS' : 'STOP');

function chunk(id: string, text: string, finish: string | undefined, usage: Required<ScriptedUsage>) {
  return {
    responseId: id,
    modelVersion: 'scripted',
    candidates: [{ index: 0, content: { role: 'model', parts: [{ text }] }, ...(finish && { finishReason: finish }) }],
    usageMetadata: {
      promptTokenCount: usage.prompt,
      candidatesTokenCount: usage.completion,
      totalTokenCount: usage.prompt + usage.completion,
      cachedContentTokenCount: usage.cached,
    },
  };
}
