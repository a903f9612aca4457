import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

export interface ModelServerOptions {
  /** What the model is called. */
  readonly name: string;
  /** Where every answer is cut off. */
  readonly mostTokens: number;
  /** What the model may say, in llama.cpp's notation; anything by default. */
  readonly grammar?: string;
}

export interface ModelServer {
  /** Base address of its OpenAI-compatible API. */
  readonly url: string;
  /** Tokens that it read and wrote since it started, by its own count. */
  tokens(): Promise<{ read: number; written: number }>;
  stop(): Promise<void>;
}

const PYTHON = fileURLToPath(new URL('../../../.cache/real-model/bin/python', import.meta.url));
const PROGRAM = fileURLToPath(new URL('../server/serve.py', import.meta.url));

/** Starts llama.cpp's server with a model of 135 million parameters. */
export async function startModelServer({ name, mostTokens, grammar }: ModelServerOptions): Promise<ModelServer> {
  const args = ['-I', PROGRAM, name, String(mostTokens), ...(grammar ? [grammar] : [])];
  const child = spawn(PYTHON, args, { stdio: 'pipe' });
  let log = '';
  child.stderr.on('data', (chunk: Buffer) => (log += chunk.toString()));
  const exited = once(child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>;
  const ended = exited.then(([code, signal]) => {
    throw new Error(`the server of the model ended with ${code ?? signal}:\n${log}`);
  });
  const [address] = (await Promise.race([once(createInterface(child.stdout), 'line'), ended])) as [string];
  ended.catch(() => undefined); // from here on it may end
  return {
    url: `${address}/v1`,
    tokens: async () => {
      const text = await (await fetch(`${address}/metrics`)).text();
      const value = (metric: string) => Number(new RegExp(`^llamacpp:${metric} (\\d+)$`, 'm').exec(text)?.[1]);
      return { read: value('prompt_tokens_total'), written: value('tokens_predicted_total') };
    },
    stop: async () => {
      child.stdin.end();
      await exited;
    },
  };
}
