import type { ScriptedReply, ScriptedUsage } from './scripted-model-item.js';
import { openAiShape } from './scripted-model-openai.js';
import type { ModelShape } from './scripted-model-shape.js';

type Body = Readonly<Record<string, unknown>>;

/** OpenAI's responses, which its Codex models speak. */
export const responsesShape: ModelShape = {
  handles: (path) => path.endsWith('/responses'),

  promptOf: (body) => JSON.stringify([body['instructions'], body['input']]),

  wantsStream: (body) => body['stream'] === true,

  reply: (id, body, reply, usage) => whole(id, body, reply, usage),

  stream: (id, body, reply, usage) => {
    const place = { item_id: `${id}-0`, output_index: 0, content_index: 0 };
    return [
      { type: 'response.created', response: { ...whole(id, body, reply, usage), status: 'in_progress', usage: null } },
      { type: 'response.output_text.delta', ...place, delta: reply.content },
      { type: 'response.output_text.done', ...place, text: reply.content },
      { type: 'response.completed', response: whole(id, body, reply, usage) },
    ].map(
      (event, number) => `event: ${event.type}\ndata: ${JSON.stringify({ ...event, sequence_number: number })}\n\n`,
    );
  },

  error: (error) => openAiShape.error(error),
};

function whole(id: string, body: Body, { content }: ScriptedReply, usage: Required<ScriptedUsage>) {
  return {
    id,
    object: 'response',
    created_at: 1,
    status: 'completed',
    model: body['model'],
    error: null,
    incomplete_details: null,
    instructions: null,
    metadata: {},
    parallel_tool_calls: false,
    tool_choice: 'auto',
    tools: [],
    output: [
      {
        id: `${id}-0`,
        type: 'message',
        role: 'assistant',
        status: 'completed',
        content: [{ type: 'output_text', text: content, annotations: [] }],
      },
    ],
    usage: {
      input_tokens: usage.prompt,
      input_tokens_details: { cached_tokens: usage.cached },
      output_tokens: usage.completion,
      output_tokens_details: { reasoning_tokens: 0 },
      total_tokens: usage.prompt + usage.completion,
    },
  };
}
