import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ReplyReader } from './reply-reader.js';
import { REPLY_SHAPES } from './reply-shapes.js';

const whole = (shape: keyof typeof REPLY_SHAPES, reply: object) => {
  const reader = new ReplyReader(REPLY_SHAPES[shape]);
  reader.whole(Buffer.from(JSON.stringify(reply)));
  return reader;
};

describe('ReplyReader', () => {
  it.each([
    [
      'DeepSeek',
      'openAiChat',
      { usage: { prompt_tokens: 10, completion_tokens: 5, prompt_cache_hit_tokens: 4 } },
      [10, 5, 4, 0],
    ],
    ['xAI', 'openAiChat', { usage: { prompt_tokens: 10, completion_tokens: 5, total_tokens: 40 } }, [10, 30, 0, 0]],
    [
      'Anthropic',
      'anthropic',
      { usage: { input_tokens: 10, output_tokens: 5, cache_read_input_tokens: 100, cache_creation_input_tokens: 20 } },
      [130, 5, 100, 20],
    ],
    [
      'Gemini',
      'gemini',
      { usageMetadata: { promptTokenCount: 10, candidatesTokenCount: 5, thoughtsTokenCount: 7, totalTokenCount: 22 } },
      [10, 12, 0, 0],
    ],
    ['Ollama', 'ollama', { done: true, eval_count: 5, prompt_eval_count: 10 }, [10, 5, 0, 0]],
    [
      'nonsense',
      'openAiChat',
      { usage: { prompt_tokens: -5, completion_tokens: '7', total_tokens: null } },
      [0, 0, 0, 0],
    ],
  ] as const)('counts like %s', (_, shape, reply, [prompt, completion, cached, cacheWritten]) => {
    expect(whole(shape, reply).tokens(1000, true)).toEqual({ prompt, completion, cached, cacheWritten });
  });

  it('keeps what a stream has counted when a later event leaves it open', () => {
    const reader = new ReplyReader(REPLY_SHAPES.anthropic);
    reader.push(Buffer.from('data: {"message":{"usage":{"input_tokens":12,"output_tokens":1}}}\n'));
    reader.push(Buffer.from('data: {"usage":{"input_tokens":null,"cache_read_input_tokens":0,"output_tokens":34}}\n'));

    expect(reader.tokens(0, true)).toMatchObject({ prompt: 12, completion: 34 });
  });

  it('estimates what nobody counted', () => {
    const reader = whole('openAiChat', { choices: [{ message: { content: 'x'.repeat(36) } }] });

    expect(reader.tokens(360, true)).toMatchObject({ prompt: 100, completion: 10 });
  });

  it.each([
    ['openAiChat', { choices: [{ finish_reason: 'content_filter' }] }],
    ['openAiResponses', { response: { incomplete_details: { reason: 'content_filter' } } }],
    ['anthropic', { type: 'message_delta', delta: { stop_reason: 'refusal' } }],
    ['gemini', { promptFeedback: { blockReason: 'SAFETY' } }],
    ['gemini', { candidates: [{ finishReason: 'PROHIBITED_CONTENT' }] }],
  ] as const)('sees that %s refused', (shape, event) => {
    expect(whole(shape, event).refusal).toBeDefined();
  });

  it('reads a stream however it is cut into pieces', () => {
    const text = [
      ': a comment',
      'event: message_start',
      'data: {"type":"message_start","message":{"usage":{"input_tokens":12,"output_tokens":1}}}\r',
      '',
      'data: {"type":"content_block_delta","delta":{"text":"Grüße 🎉"}}',
      'data: {"type":"message_delta","usage":{"output_tokens":34}}',
      'data: {broken',
      'data: [DONE]',
    ].join('\n');
    const bytes = Buffer.from(text);

    fc.assert(
      fc.property(fc.array(fc.nat(bytes.length)), (cuts) => {
        const reader = new ReplyReader(REPLY_SHAPES.anthropic);
        const places = [0, ...cuts.sort((a, b) => a - b), bytes.length];
        places.slice(1).forEach((end, index) => reader.push(bytes.subarray(places[index], end)));
        reader.end();
        expect(reader.tokens(0, true)).toMatchObject({ prompt: 12, completion: 34 });
        expect(reader.events).toBe(3);
      }),
    );
  });
});
