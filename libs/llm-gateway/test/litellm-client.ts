import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { createInterface } from 'node:readline';
import { once } from 'node:events';

const PYTHON = fileURLToPath(new URL('../../aider-runner/python/.venv/bin/python', import.meta.url));
const SCRIPT = fileURLToPath(new URL('litellm_client.py', import.meta.url));

export interface LiteLlmAsk {
  readonly socketPath: string;
  readonly model: string;
  readonly apiBase: string;
  readonly apiKey: string;
  readonly env: Readonly<Record<string, string>>;
  readonly stream: boolean;
}

export interface LiteLlmAnswer {
  readonly text: string | null;
  readonly error: { readonly class: string; readonly message: string } | null;
  /** Requests, statuses, headers and bodies as LiteLLM saw them. */
  readonly wire: readonly string[];
}

/** The real LiteLLM in a process of its own, which takes one question after the other. */
export function startLiteLlm() {
  const child = spawn(PYTHON, ['-I', SCRIPT], {
    env: { PATH: '/usr/bin:/bin', HOME: '/nonexistent' },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let output = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (output += text));
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    pid: child.pid ?? 0,
    /** What it wrote on standard error. */
    output: () => output,
    ask: async (ask: LiteLlmAsk): Promise<LiteLlmAnswer> => {
      child.stdin.write(`${JSON.stringify(ask)}\n`);
      for (;;) {
        const { value, done } = await lines.next();
        if (done) throw new Error(`LiteLLM ended: ${output}`);
        // LiteLLM prints advice of its own.
        if (value.startsWith('{"text"')) return JSON.parse(value) as LiteLlmAnswer;
      }
    },
    stop: async () => {
      const exited = once(child, 'exit');
      child.stdin.end();
      await exited;
    },
  };
}
