import {
  startScriptedModel,
  type ModelRequest,
  type ModelScript,
  type ScriptedReply,
  temporaryCheckout,
  type TemporaryCheckout,
  openUnixDoor,
} from '@ai-coding-agent/testing';
import type { AiderRunner, RunnerEvent, RunnerJob, RunnerResult } from '../src/index.js';
import { APP } from './aider-edit.js';

export interface JobUnderTest {
  readonly script: ModelScript;
  readonly files?: Readonly<Record<string, string | Buffer>>;
  /** Goes on with the checkout before the job starts. */
  readonly arrange?: (checkout: TemporaryCheckout) => void;
  readonly job?: { readonly [Field in keyof RunnerJob]?: RunnerJob[Field] | undefined };
  readonly signal?: AbortSignal;
}

export interface Observed {
  readonly result: RunnerResult;
  readonly events: readonly RunnerEvent[];
  readonly requests: readonly ModelRequest[];
  readonly checkout: TemporaryCheckout;
}

export const KEY = 'sk-test-key-that-nobody-may-see';

/** A reply that used so many tokens, which cost a dollar per thousand. */
export const answer = (content: string, prompt = 1000): ScriptedReply => ({
  content,
  usage: { prompt, completion: 10 },
});

/** Runs one job on a checkout and a model of its own, shows what happened to `look`, and cleans up. */
export async function runJob(
  runner: AiderRunner,
  { script, files = { 'app.py': APP }, arrange, job, signal }: JobUnderTest,
  look: (observed: Observed) => void | Promise<void>,
): Promise<void> {
  const model = await startScriptedModel({ script });
  const door = await openUnixDoor(model.url);
  const checkout = temporaryCheckout(files);
  const events: RunnerEvent[] = [];
  try {
    arrange?.(checkout);
    const described = {
      workspace: checkout.directory,
      prompt: 'Say bye instead of hi.',
      model: 'openai/scripted',
      extraParams: { api_base: model.url },
      gateway: { socket: door.socket, token: KEY },
      prices: { prompt: 1000, completion: 0 },
      ...job,
    } as RunnerJob;
    const options = { signal: signal ?? new AbortController().signal, onEvent: (e: RunnerEvent) => events.push(e) };
    const result = await runner.run(described, options);
    await look({ result, events, requests: model.requests, checkout });
  } finally {
    await door.close();
    await model.close();
    checkout.remove();
  }
}
