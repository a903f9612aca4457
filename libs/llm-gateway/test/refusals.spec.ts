import { statSync } from 'node:fs';
import { startScriptedModel, type ScriptedModel } from '@ai-coding-agent/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { resolveRoute } from '../src/index.js';
import { KEY, openTestGateway, TOKEN, type Answer, type GatewayUnderTest } from './gateway-under-test.js';

const GEMINI = resolveRoute('gemini/gemini-2.5-pro', { GEMINI_API_KEY: KEY, GEMINI_API_BASE: 'http://127.0.0.1:9' });
const CHAT = '/openai/v1/chat/completions';
const image = (url: string) => ({ messages: [{ role: 'user', content: [{ type: 'image_url', image_url: { url } }] }] });

describe('what the gateway refuses', () => {
  let model: ScriptedModel;
  let gateway: GatewayUnderTest;

  beforeAll(async () => (model = await startScriptedModel()));
  afterAll(() => model.close());
  beforeEach(async () => {
    model.setScript(['fine']);
    const openAi = resolveRoute('openai/gpt-4o', { OPENAI_API_KEY: KEY, OPENAI_API_BASE: model.url });
    gateway = await openTestGateway(model.url, { routes: [openAi, GEMINI], maxRequestBytes: 100_000 });
  });
  afterEach(() => gateway.close());

  const expectRefusal = (answer: Answer, status = 400) => {
    expect(answer.status).toBe(status);
    expect(answer.headers['x-should-retry']).toBe('false');
    expect(answer.body).toContain('[llm-gateway refused]');
    expect(model.requests).toEqual([]);
    expect(gateway.usage().llmCalls).toBe(0);
    expect(gateway.refusals()).toBe(1);
    expect(gateway.failure()).toBeUndefined();
  };

  it.each([
    ['no token', { authorization: '' }],
    ['another token', { authorization: 'Bearer token-of-that-job' }],
    ['the start of the token', { authorization: `Bearer ${TOKEN.slice(0, -1)}` }],
    ['the token as a password', { authorization: `Basic ${TOKEN}` }],
    ['a wrong key header', { authorization: '', 'x-api-key': 'x' }],
  ])('%s', async (_, headers) => {
    expectRefusal(await gateway.chat({}, { headers }), 401);
  });

  it.each([
    '/',
    '/openai/v1',
    '/openai/v1/models',
    '/openai/v1/files',
    '/openai/v1/chat/completions/',
    '/openai/v1/../v1/chat/completions',
    '/openai/v1//chat/completions',
    '/openai/v1/chat%2Fcompletions',
    '/v1/chat/completions',
    '/anthropic/v1/messages',
    'http://elsewhere.example/openai/v1/chat/completions/x',
    '/gemini/v1beta/models/gemini-2.5-pro:countTokens',
    '/gemini/v1beta/models/other:generateContent',
    '/gemini/v1beta/models/../models/gemini-2.5-pro:generateContent',
    '/gemini/v1beta/models/gemini-2.5-pro%3AgenerateContent',
  ])('a path that is no way to this job’s models: %s', async (path) => {
    expectRefusal(await gateway.post(path, { model: 'gpt-4o', messages: [] }));
  });

  it.each(['GET', 'PUT', 'DELETE', 'OPTIONS'])('the method %s', async (method) => {
    expectRefusal(await gateway.post(CHAT, { model: 'gpt-4o' }, { method }));
  });

  it.each([
    ['another model', { model: 'gpt-4o-mini' }],
    ['the name of the model with its prefix', { model: 'openai/gpt-4o' }],
    ['a variant of the model', { model: 'gpt-4o:online' }],
    ['no model', { model: undefined }],
    ['a list of models', { model: ['gpt-4o', 'other'] }],
    ['models to fall back to', { models: ['other'] }],
    ['tools that the provider runs', { tools: [{ type: 'web_search' }] }],
    ['a search of the web', { web_search_options: { x: 1 } }],
    ['plugins', { plugins: [{ id: 'web' }] }],
    ['servers of tools', { mcp_servers: [{ url: 'https://elsewhere.example' }] }],
    ['an answer for later', { background: true }],
    ['many replies', { n: 100 }],
    ['a picture elsewhere', image('https://elsewhere.example/?secret')],
    ['a file elsewhere', { messages: [{ content: [{ file_url: 'http://elsewhere.example' }] }] }],
    ['a prototype', JSON.parse('{"__proto__": {"x": 1}}') as object],
  ])('%s', async (_, body) => {
    expectRefusal(await gateway.chat(body));
  });

  it.each([
    ['no JSON', '{"model": "gpt-4o", '],
    ['no object', '["gpt-4o"]'],
    ['null', 'null'],
    ['nothing', ''],
    ['nesting without end', `{"model":"gpt-4o","messages":${'['.repeat(5000)}${']'.repeat(5000)}}`],
  ])('a body that is %s', async (_, body) => {
    expectRefusal(await gateway.post(CHAT, body));
  });

  it.each([
    ['that says so', (body: string) => ({ 'content-length': String(body.length) })],
    ['that does not say so', () => ({ 'transfer-encoding': 'chunked' })],
  ])('a huge body %s', async (_, headersOf) => {
    const body = JSON.stringify({ model: 'gpt-4o', messages: [], user: 'x'.repeat(200_000) });

    const answer = await gateway.post(CHAT, body, { headers: headersOf(body) });

    expectRefusal(answer);
    expect(answer.body).toContain('larger than 100000 bytes');
  });

  it('takes pictures that come along, and drops fields that say nothing', async () => {
    const answer = await gateway.chat({ ...image('data:image/png;base64,AAAA'), tools: [], metadata: null });

    expect(answer.status).toBe(200);
    expect(model.requests[0]?.body).toEqual({ model: 'gpt-4o', ...image('data:image/png;base64,AAAA') });
  });

  it('passes on what it has checked, and not the bytes', async () => {
    await gateway.post(
      CHAT,
      '{"model": "expensive", "messages": [], "model": "gpt-4o", "messages": [{"content": "x"}]}',
    );

    expect(model.requests[0]?.body).toEqual({ model: 'gpt-4o', messages: [{ content: 'x' }] });
  });

  it('passes on no header but those that it knows, and one credential', async () => {
    const headers = {
      'x-api-key': TOKEN,
      cookie: 'a=b',
      'x-forwarded-for': '1.2.3.4',
      'openai-organization': 'theirs',
    };

    await gateway.chat(
      {},
      { headers: { ...headers, 'proxy-authorization': 'Basic x', te: 'trailers', accept: '*/*' } },
    );

    const { host: _host, ...sent } = model.requests[0]!.headers;
    expect(sent).toEqual({
      accept: '*/*',
      'accept-encoding': 'identity',
      authorization: `Bearer ${KEY}`,
      connection: 'keep-alive',
      'content-length': expect.any(String),
      'content-type': 'application/json',
    });
  });

  it('asks for the count of a stream, whatever the client says', async () => {
    const answer = await gateway.chat({
      stream: true,
      stream_options: { include_usage: false, include_obfuscation: false },
    });

    expect(model.requests[0]?.body['stream_options']).toEqual({ include_usage: true, include_obfuscation: false });
    expect(answer.headers['content-type']).toBe('text/event-stream');
    expect(answer.body).toContain('"usage"');
    expect(answer.body.endsWith('data: [DONE]\n\n')).toBe(true);
  });

  it('tells nobody but the owner of the socket, unless asked to', async () => {
    const open = await openTestGateway(model.url, { socketMode: 0o666 });

    expect(statSync(gateway.socketPath).mode & 0o777).toBe(0o600);
    expect(statSync(open.socketPath).mode & 0o777).toBe(0o666);
    await open.close();
  });
});
