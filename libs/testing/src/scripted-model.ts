import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ModelRequest, ModelScript, ScriptedTurn, ScriptedUsage } from './scripted-model-item.js';
import { anthropicShape } from './scripted-model-anthropic.js';
import { geminiShape } from './scripted-model-gemini.js';
import { ollamaShape } from './scripted-model-ollama.js';
import { openAiShape } from './scripted-model-openai.js';
import { responsesShape } from './scripted-model-responses.js';
import type { ModelShape } from './scripted-model-shape.js';

const SHAPES: readonly ModelShape[] = [openAiShape, responsesShape, anthropicShape, geminiShape, ollamaShape];

/** A model that says what it was told to, over HTTP like a real one. */
export interface ScriptedModel {
  /** Base address for OpenAI's clients, with `/v1`. */
  readonly url: string;
  /** The same without a path, as the clients of other providers want it. */
  readonly origin: string;
  /** Every request so far. */
  readonly requests: readonly ModelRequest[];
  /** Begins another script, from its first item, and forgets the requests. */
  setScript(script: ModelScript): void;
  /** Drops all connections, also those that hang. */
  close(): Promise<void>;
}

export interface ScriptedModelOptions {
  readonly script?: ModelScript;
  /** Port on the loopback address; any free one by default. */
  readonly port?: number;
}

/** Starts a scripted model on the loopback address. */
export async function startScriptedModel(options: ScriptedModelOptions = {}): Promise<ScriptedModel> {
  let script: ModelScript = options.script ?? ['There is nothing to do.'];
  const requests: ModelRequest[] = [];

  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => response.destroy(error as Error));
  });
  server.listen(options.port ?? 0, '127.0.0.1');
  await once(server, 'listening');

  async function answer(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = (incoming.url ?? '/').split('?')[0] ?? '/';
    const body = await readJson(incoming);
    const shape = SHAPES.find((candidate) => candidate.handles(path));
    if (!shape) return sendJson(response, 404, { error: { message: `the scripted model has no ${path}` } });
    const aside = shape.aside?.(path);
    if (aside) return sendJson(response, 200, aside);

    const index = requests.length;
    const request = { index, path, headers: incoming.headers, body, prompt: shape.promptOf(body) };
    requests.push(request);
    const item = script[Math.min(index, script.length - 1)] ?? script[0];
    await act(typeof item === 'function' ? await item(request) : item, request, shape, response);
  }

  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url: `${origin}/v1`,
    origin,
    requests,
    setScript: (next) => {
      script = next;
      requests.length = 0;
    },
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

async function act(
  turn: ScriptedTurn,
  request: ModelRequest,
  shape: ModelShape,
  response: ServerResponse,
): Promise<void> {
  if (typeof turn === 'string') return act({ content: turn }, request, shape, response);
  if ('hang' in turn) return;
  if ('drop' in turn) return void response.destroy();
  if ('status' in turn) return sendJson(response, turn.status, shape.error(turn), turn.headers);

  if (turn.delayMs) await sleep(turn.delayMs);
  const id = `scripted-${request.index}`;
  const usage = countTokens(request, turn.content, turn.usage);
  if (!shape.wantsStream(request.body, request.path))
    return sendJson(response, 200, shape.reply(id, request.body, turn, usage));
  response.writeHead(200, { 'content-type': shape.streamType ?? 'text/event-stream' });
  for (const piece of shape.stream(id, request.body, turn, usage)) response.write(piece);
  response.end();
}

function countTokens(request: ModelRequest, content: string, usage: ScriptedUsage = {}): Required<ScriptedUsage> {
  const about = (text: string) => Math.ceil(text.length / 4);
  return { prompt: about(request.prompt), completion: about(content), cached: 0, ...usage };
}

async function readJson(incoming: IncomingMessage): Promise<Record<string, unknown>> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  try {
    return JSON.parse(Buffer.concat(chunks).toString()) as Record<string, unknown>;
  } catch {
    return {};
  }
}

function sendJson(response: ServerResponse, status: number, body: object, headers: Record<string, string> = {}): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(JSON.stringify(body));
}
