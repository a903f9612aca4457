import { describe, expect, it } from 'vitest';
import { providerFailure } from './provider-failure.js';

/** What providers answered, word for word where it is known. */
const ANSWERS = [
  [
    'OpenAI',
    401,
    '{"error":{"message":"Incorrect API key provided: sk-x.","type":"invalid_request_error","code":"invalid_api_key"}}',
    'model-auth',
  ],
  [
    'OpenAI',
    404,
    '{"error":{"message":"The model `gpt-9` does not exist or you do not have access to it.","code":"model_not_found"}}',
    'model-not-found',
  ],
  [
    'OpenAI',
    400,
    '{"error":{"message":"This model\'s maximum context length is 8192 tokens.","code":"context_length_exceeded"}}',
    'model-context-exceeded',
  ],
  [
    'OpenAI',
    429,
    '{"error":{"message":"Rate limit reached","type":"tokens","code":"rate_limit_exceeded"}}',
    'model-rate-limited',
  ],
  [
    'OpenAI',
    429,
    '{"error":{"message":"You exceeded your current quota","type":"insufficient_quota"}}',
    'model-rate-limited',
  ],
  ['OpenAI', 500, '{"error":{"message":"The server had an error","type":"server_error"}}', 'model-unavailable'],
  [
    'OpenAI',
    400,
    '{"error":{"message":"Unsupported value: temperature","code":"unsupported_value"}}',
    'model-rejected',
  ],
  [
    'Azure',
    400,
    '{"error":{"code":"content_filter","message":"The response was filtered","status":400}}',
    'model-rejected',
  ],
  [
    'Azure',
    404,
    '{"error":{"code":"DeploymentNotFound","message":"The API deployment does not exist."}}',
    'model-not-found',
  ],
  [
    'Anthropic',
    401,
    '{"type":"error","error":{"type":"authentication_error","message":"invalid x-api-key"}}',
    'model-auth',
  ],
  [
    'Anthropic',
    400,
    '{"type":"error","error":{"type":"invalid_request_error","message":"prompt is too long: 210000 tokens > 200000 maximum"}}',
    'model-context-exceeded',
  ],
  [
    'Anthropic',
    413,
    '{"type":"error","error":{"type":"request_too_large","message":"Request exceeds the maximum size"}}',
    'model-context-exceeded',
  ],
  [
    'Anthropic',
    529,
    '{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}',
    'model-unavailable',
  ],
  [
    'Anthropic, in a stream',
    0,
    '{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}',
    'model-unavailable',
  ],
  [
    'Anthropic, in a stream',
    0,
    '{"type":"error","error":{"type":"rate_limit_error","message":"Slow down"}}',
    'model-rate-limited',
  ],
  [
    'Gemini',
    400,
    '{"error":{"code":400,"message":"API key not valid.","status":"INVALID_ARGUMENT","details":[{"reason":"API_KEY_INVALID"}]}}',
    'model-auth',
  ],
  [
    'Gemini',
    400,
    '{"error":{"code":400,"message":"The input token count (1200000) exceeds the maximum number of tokens allowed","status":"INVALID_ARGUMENT"}}',
    'model-context-exceeded',
  ],
  [
    'Gemini',
    404,
    '{"error":{"code":404,"message":"models/x is not found for API version v1beta","status":"NOT_FOUND"}}',
    'model-not-found',
  ],
  [
    'Gemini',
    503,
    '[{"error":{"code":503,"message":"The model is overloaded.","status":"UNAVAILABLE"}}]',
    'model-unavailable',
  ],
  ['DeepSeek', 402, '{"error":{"message":"Insufficient Balance","code":"invalid_request_error"}}', 'model-rejected'],
  ['DeepSeek', 400, '{"error":{"message":"Model Not Exist","code":"invalid_request_error"}}', 'model-not-found'],
  ['OpenRouter', 400, '{"error":{"message":"x/y is not a valid model ID","code":400}}', 'model-not-found'],
  [
    'OpenRouter',
    403,
    '{"error":{"message":"Your input was flagged","code":403,"metadata":{"reasons":["violence"]}}}',
    'model-rejected',
  ],
  ['Ollama', 404, '{"error":"model \'qwen9\' not found"}', 'model-not-found'],
  [
    'LM Studio',
    400,
    '{"error":"Trying to keep the first 9000 tokens when context the overflows: the context window is 4096"}',
    'model-context-exceeded',
  ],
  ['a proxy', 407, 'Proxy Authentication Required', 'model-rejected'],
  ['a proxy', 502, '<html>Bad Gateway</html>', 'model-unavailable'],
] as const;

describe('providerFailure', () => {
  it.each(ANSWERS)('reads %s: %i %s → %s', (_provider, status, body, code) => {
    expect(providerFailure({ status, headers: {}, body }, [])).toMatchObject({ code });
  });

  it.each([
    [{ 'retry-after': '7' }, '', 7],
    [{ 'retry-after': '0.5' }, '', 0.5],
    [{ 'retry-after': 'Thu, 01 Jan 1970 00:00:00 GMT' }, '', 0],
    [{ 'retry-after-ms': '1500', 'retry-after': '2' }, '', 1.5],
    [{}, '{"error":{"details":[{"retryDelay": "37s"}]}}', 37],
    [{}, '{"error":{"message":"Please try again in 1.898s."}}', 1.898],
    [{ 'retry-after': 'soon' }, '', undefined],
    [{}, '', undefined],
  ])('finds the wait in %j %s', (headers, body, retryAfterSeconds) => {
    expect(providerFailure({ status: 429, headers, body }, []).retryAfterSeconds).toBe(retryAfterSeconds);
  });

  it('quotes the provider in one line of bearable length, without the key', () => {
    const body = JSON.stringify({ error: { message: `Your key\nsecret-key ${'x'.repeat(2000)}` } });

    const { detail } = providerFailure({ status: 400, headers: {}, body }, ['secret-key']);

    expect(detail).toMatch(/^HTTP 400: Your key \[secret\] x+$/);
    expect(detail?.length).toBeLessThan(550);
  });
});
