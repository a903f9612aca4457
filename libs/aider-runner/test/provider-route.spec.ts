import { temporaryCheckout } from '@ai-coding-agent/testing';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { RunnerProcess } from '../src/index.js';
import { APP, APP_EDIT, EDITED_APP } from './aider-edit.js';
import { aiderPython } from './aider-python.js';

const TOKEN = 'token-of-this-job-alone';
const USAGE = { prompt_tokens: 10, completion_tokens: 2, total_tokens: 12 };

const openai = {
  id: 'x',
  object: 'chat.completion',
  created: 1,
  model: 'm',
  choices: [{ index: 0, finish_reason: 'stop', message: { role: 'assistant', content: APP_EDIT } }],
  usage: USAGE,
};
const anthropic = {
  id: 'x',
  type: 'message',
  role: 'assistant',
  model: 'm',
  stop_reason: 'end_turn',
  content: [{ type: 'text', text: APP_EDIT }],
  usage: { input_tokens: 10, output_tokens: 2 },
};
const gemini = {
  candidates: [{ content: { role: 'model', parts: [{ text: APP_EDIT }] }, finishReason: 'STOP', index: 0 }],
  usageMetadata: { promptTokenCount: 10, candidatesTokenCount: 2, totalTokenCount: 12 },
};
const ollama = {
  model: 'm',
  created_at: '2026-01-01T00:00:00Z',
  message: { role: 'assistant', content: APP_EDIT },
  done: true,
  done_reason: 'stop',
  prompt_eval_count: 10,
  eval_count: 2,
};

interface Provider {
  readonly model: string;
  readonly base: string;
  readonly reply: object;
  readonly header: string;
  readonly extraParams?: Record<string, unknown>;
}

const bearer = 'authorization';
const providers: readonly Provider[] = [
  { model: 'openai/gpt-4o', base: '/v1', reply: openai, header: bearer },
  { model: 'anthropic/claude-sonnet-4-5', base: '', reply: anthropic, header: 'x-api-key' },
  { model: 'gemini/gemini-2.5-pro', base: '/v1beta', reply: gemini, header: 'x-goog-api-key' },
  { model: 'deepseek/deepseek-chat', base: '/v1', reply: openai, header: bearer },
  { model: 'openrouter/openai/gpt-4o', base: '/api/v1', reply: openai, header: bearer },
  { model: 'lm_studio/some-model', base: '/v1', reply: openai, header: bearer },
  { model: 'ollama_chat/qwen3', base: '', reply: ollama, header: bearer },
  {
    model: 'azure/deployment',
    base: '',
    reply: openai,
    header: 'api-key',
    extraParams: { api_version: '2024-10-21' },
  },
];

describe.concurrent('a model that can only be reached over a socket', { timeout: 120_000 }, () => {
  let runner: RunnerProcess;
  beforeAll(async () => {
    runner = new RunnerProcess({ pool: 2, python: await aiderPython() });
    await runner.ready();
  }, 120_000);
  afterAll(() => runner.close());

  it.for(providers)('$model', async ({ model, base, reply, header, extraParams }, { expect }) => {
    const gateway = await listen(reply);
    const checkout = temporaryCheckout({ 'app.py': APP });
    try {
      const result = await runner.run(
        {
          workspace: checkout.directory,
          prompt: 'Say bye.',
          files: ['app.py'],
          model,
          extraParams: { ...extraParams, api_base: `http://gateway${base}` },
          gateway: { socket: gateway.socket, token: TOKEN },
        },
        { signal: new AbortController().signal },
      );

      expect(result).toMatchObject({ status: 'edited', usage: { promptTokens: 10, completionTokens: 2 } });
      expect(checkout.read('app.py')).toBe(EDITED_APP);
      const hosts = new Set(gateway.requests.map(({ headers }) => headers.host));
      expect([...hosts]).toEqual(['gateway']);
      expect(gateway.requests.filter(({ headers }) => !headers[header]?.includes(TOKEN))).toEqual([]);
    } finally {
      await gateway.close();
      checkout.remove();
    }
  });
});

/** A server on a Unix socket that gives the same answer to everything. */
async function listen(reply: object) {
  const folder = mkdtempSync(join(tmpdir(), 'gateway-'));
  const socket = join(folder, 'gateway');
  const requests: IncomingMessage[] = [];
  const server = createServer((request: IncomingMessage, response: ServerResponse) => {
    requests.push(request);
    request.resume().once('end', () => {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(JSON.stringify(request.url === '/api/show' ? { model_info: {}, template: '' } : reply));
    });
  });
  server.listen(socket);
  await once(server, 'listening');
  return {
    socket,
    requests,
    close: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
      rmSync(folder, { recursive: true });
    },
  };
}
