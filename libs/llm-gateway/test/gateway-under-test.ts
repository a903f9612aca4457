import { mkdtemp, rm } from 'node:fs/promises';
import { request } from 'node:http';
import { text } from 'node:stream/consumers';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openGateway, resolveRoute, sandboxAccess, type Gateway, type GatewayOptions } from '../src/index.js';

export const TOKEN = 'token-of-this-job';
export const KEY = 'sk-provider-key-9f8e7d6c5b4a';

export interface GatewayUnderTest extends Gateway {
  readonly socketPath: string;
  /** What the sandbox gets for the first model. */
  readonly access: ReturnType<typeof sandboxAccess>;
  /** A request of the sandbox, without any client library. */
  post(path: string, body: unknown, options?: PostOptions): Promise<Answer>;
  /** A prompt to the first model, which is OpenAI's. */
  chat(body?: object, options?: PostOptions): Promise<Answer>;
}

export interface PostOptions {
  readonly headers?: Record<string, string>;
  readonly method?: string;
  readonly signal?: AbortSignal;
}

export interface Answer {
  readonly status: number;
  readonly headers: Record<string, string | string[] | undefined>;
  readonly body: string;
}

export type Overrides = Partial<GatewayOptions> & { readonly model?: string };

/** Opens a gateway whose OpenAI is at `base`. Closing it removes its folder. */
export async function openTestGateway(base: string, overrides: Overrides = {}): Promise<GatewayUnderTest> {
  const folder = await mkdtemp(join(tmpdir(), 'gateway-'));
  const socketPath = join(folder, 'llm.sock');
  const model = overrides.model ?? 'openai/gpt-4o';
  const routes = [resolveRoute(model, { OPENAI_API_KEY: KEY, OPENAI_API_BASE: base })];
  const gateway = await openGateway({
    socketPath,
    token: TOKEN,
    routes,
    limits: { maxCalls: 100, maxCostUsd: 100 },
    prices: { [model]: { prompt: 10, completion: 100, cached: 1 } },
    ...overrides,
    patience: { retryDelayMs: 1, ...overrides.patience },
  });
  const post: GatewayUnderTest['post'] = (path, body, options) => send(socketPath, path, body, options);
  return {
    ...gateway,
    socketPath,
    access: sandboxAccess(overrides.routes?.[0] ?? routes[0]!, TOKEN),
    post,
    chat: (body = {}, options) =>
      post(
        '/openai/v1/chat/completions',
        { model: 'gpt-4o', messages: [{ role: 'user', content: 'hi' }], ...body },
        options,
      ),
    close: async () => {
      await gateway.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function send(socketPath: string, path: string, body: unknown, options: PostOptions = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const outgoing = request(
      {
        socketPath,
        path,
        method: options.method ?? 'POST',
        headers: { authorization: `Bearer ${TOKEN}`, ...options.headers },
        ...(options.signal && { signal: options.signal }),
      },
      (response) => {
        text(response).then(
          (body) => resolve({ status: response.statusCode ?? 0, headers: response.headers, body }),
          reject,
        );
      },
    );
    outgoing.on('error', reject);
    outgoing.end(typeof body === 'string' ? body : JSON.stringify(body));
  });
}
