import { events, namedEvents, type DocumentedReply } from './documented-reply.js';

const USAGE = {
  prompt_tokens: 1117,
  completion_tokens: 46,
  total_tokens: 1163,
  prompt_tokens_details: { cached_tokens: 1024, audio_tokens: 0 },
  completion_tokens_details: {
    reasoning_tokens: 0,
    audio_tokens: 0,
    accepted_prediction_tokens: 0,
    rejected_prediction_tokens: 0,
  },
};
const HEAD = {
  created: 1741569952,
  model: 'gpt-4o-2024-08-06',
  service_tier: 'default',
  system_fingerprint: 'fp_44709d',
};
const chunk = (delta: object, finish: string | null = null) => ({
  ...{ id: 'chatcmpl-B9MBs8', object: 'chat.completion.chunk', ...HEAD },
  choices: [{ index: 0, delta, logprobs: null, finish_reason: finish }],
  usage: null,
  obfuscation: 'x8Zq',
});

export const openAi: DocumentedReply = {
  model: 'openai/gpt-4o',
  settings: 'OPENAI',
  path: '/v1',
  whole: {
    ...{ id: 'chatcmpl-B9MBs8', object: 'chat.completion', ...HEAD },
    choices: [
      {
        index: 0,
        message: { role: 'assistant', content: 'Hello, ä!', refusal: null, annotations: [] },
        logprobs: null,
        finish_reason: 'stop',
      },
    ],
    usage: USAGE,
  },
  stream: `${events(
    chunk({ role: 'assistant', content: '', refusal: null }),
    chunk({ content: 'Hello' }),
    chunk({ content: ', ä!' }),
    chunk({}, 'stop'),
  )}@USAGE@data: [DONE]\n\n`,
  onlyIfAsked: events({ ...chunk({}), choices: [], usage: USAGE }),
  tokens: { prompt: 1117, completion: 46, cached: 1024 },
};

const content = { type: 'output_text', text: 'Hello, ä!', annotations: [], logprobs: [] };
const message = { id: 'msg_67c9', type: 'message', status: 'completed', role: 'assistant', content: [content] };
const response = {
  ...{ id: 'resp_67c9', object: 'response', created_at: 1741290958, status: 'completed', background: false },
  ...{ error: null, incomplete_details: null, instructions: 'Be brief.', max_output_tokens: null },
  ...{ model: 'gpt-5-codex', output: [{ id: 'rs_67c8', type: 'reasoning', summary: [] }, message] },
  ...{ parallel_tool_calls: true, previous_response_id: null, reasoning: { effort: 'medium', summary: null } },
  ...{ store: true, temperature: 1, text: { format: { type: 'text' } }, tool_choice: 'auto', tools: [], top_p: 1 },
  ...{ truncation: 'disabled', user: null, metadata: {} },
  usage: {
    input_tokens: 370,
    input_tokens_details: { cached_tokens: 128 },
    output_tokens: 111,
    output_tokens_details: { reasoning_tokens: 64 },
    total_tokens: 481,
  },
};
const place = { item_id: 'msg_67c9', output_index: 1, content_index: 0 };
const begun = { ...response, status: 'in_progress', output: [], usage: null };

/** The other interface of OpenAI, which its Codex models speak. */
export const openAiResponses: DocumentedReply = {
  model: 'openai/gpt-5-codex',
  settings: 'OPENAI',
  path: '/v1',
  whole: response,
  stream: namedEvents(
    { type: 'response.created', ...{ sequence_number: 0, response: begun } },
    { type: 'response.in_progress', ...{ sequence_number: 1, response: begun } },
    {
      type: 'response.output_item.added',
      ...{ sequence_number: 2, output_index: 1, item: { ...message, content: [] } },
    },
    { type: 'response.output_text.delta', ...{ sequence_number: 3, ...place, delta: 'Hello' } },
    { type: 'response.output_text.delta', ...{ sequence_number: 4, ...place, delta: ', ä!' } },
    { type: 'response.output_text.done', ...{ sequence_number: 5, ...place, text: 'Hello, ä!' } },
    { type: 'response.output_item.done', ...{ sequence_number: 6, output_index: 1, item: message } },
    { type: 'response.completed', ...{ sequence_number: 7, response } },
  ),
  tokens: { prompt: 370, completion: 111, cached: 128 },
};
