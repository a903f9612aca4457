import { count, part, type Json, type ReplyShape } from './reply-shape.js';

const fields = (names: string) => new Set(names.trim().split(/\s+/));

/** OpenAI's chat completions and everybody who copies them. */
const openAiChat: ReplyShape = {
  fields:
    fields(`model messages stream stream_options temperature top_p top_k min_p max_tokens max_completion_tokens stop
    n seed random_seed presence_penalty frequency_penalty repetition_penalty logit_bias user response_format
    reasoning_effort reasoning reasoning_format include_reasoning verbosity thinking enable_thinking chat_template_kwargs
    usage safe_prompt`),
  asksForUsage: true,
  tokens: (event) => {
    const usage = part(event, 'usage');
    if (!('prompt_tokens' in usage)) return undefined;
    const prompt = count(usage, 'prompt_tokens');
    return {
      prompt,
      // xAI leaves the tokens of its reasoning out of completion_tokens; the total has them everywhere.
      completion: Math.max(count(usage, 'completion_tokens'), count(usage, 'total_tokens') - prompt),
      cached: count(part(usage, 'prompt_tokens_details'), 'cached_tokens') || count(usage, 'prompt_cache_hit_tokens'),
    };
  },
  refusal: (event) =>
    part(part(event, 'choices'), 0)['finish_reason'] === 'content_filter' ? 'content filter' : undefined,
};

const openAiResponses: ReplyShape = {
  fields:
    fields(`model input instructions stream temperature top_p max_output_tokens reasoning text truncation user include
    metadata`),
  tokens: (event) => {
    const usage = 'usage' in event ? part(event, 'usage') : part(part(event, 'response'), 'usage');
    if (!('input_tokens' in usage)) return undefined;
    return {
      prompt: count(usage, 'input_tokens'),
      completion: count(usage, 'output_tokens'),
      cached: count(part(usage, 'input_tokens_details'), 'cached_tokens'),
    };
  },
  refusal: (event) => {
    const whole = 'incomplete_details' in event ? event : part(event, 'response');
    return part(whole, 'incomplete_details')['reason'] === 'content_filter' ? 'content filter' : undefined;
  },
};

const anthropic: ReplyShape = {
  fields: fields(`model messages system max_tokens stream temperature top_p top_k stop_sequences thinking metadata
    output_config`),
  tokens: (event) => {
    const usage = 'usage' in event ? part(event, 'usage') : part(part(event, 'message'), 'usage');
    const completion = 'output_tokens' in usage && { completion: count(usage, 'output_tokens') };
    if (!('input_tokens' in usage)) return completion || undefined;
    const cached = count(usage, 'cache_read_input_tokens');
    const cacheWritten = count(usage, 'cache_creation_input_tokens');
    return { prompt: count(usage, 'input_tokens') + cached + cacheWritten, cached, cacheWritten, ...completion };
  },
  refusal: (event) =>
    event['stop_reason'] === 'refusal' || part(event, 'delta')['stop_reason'] === 'refusal' ? 'refusal' : undefined,
};

const GEMINI_REFUSALS = new Set(['SAFETY', 'BLOCKLIST', 'PROHIBITED_CONTENT', 'SPII', 'RECITATION', 'LANGUAGE']);

const gemini: ReplyShape = {
  fields: fields('contents systemInstruction system_instruction generationConfig generation_config safetySettings'),
  tokens: (event) => {
    const usage = part(event, 'usageMetadata');
    if (!('promptTokenCount' in usage)) return undefined;
    const prompt = count(usage, 'promptTokenCount');
    const written = count(usage, 'candidatesTokenCount') + count(usage, 'thoughtsTokenCount');
    return {
      prompt,
      completion: Math.max(written, count(usage, 'totalTokenCount') - prompt),
      cached: count(usage, 'cachedContentTokenCount'),
    };
  },
  refusal: (event) => {
    const blocked = part(event, 'promptFeedback')['blockReason'];
    const finish = part(part(event, 'candidates'), 0)['finishReason'];
    if (typeof blocked === 'string') return blocked;
    return typeof finish === 'string' && GEMINI_REFUSALS.has(finish) ? finish : undefined;
  },
};

const ollama: ReplyShape = {
  fields: fields(
    'model name messages prompt system suffix images template options stream format keep_alive think raw verbose',
  ),
  tokens: (event) => {
    if (event['done'] !== true) return undefined;
    // A prompt that Ollama has in its cache is left out of the last line.
    return { completion: count(event, 'eval_count'), prompt: count(event, 'prompt_eval_count') };
  },
  refusal: (_event: Json) => undefined,
};

/** Every kind of endpoint that the gateway can count. */
export const REPLY_SHAPES = { openAiChat, openAiResponses, anthropic, gemini, ollama };
