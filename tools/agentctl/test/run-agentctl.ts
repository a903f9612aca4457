import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

const PROGRAM = fileURLToPath(new URL('../bin/agentctl.mjs', import.meta.url));

export interface Ended {
  readonly stdout: string;
  readonly stderr: string;
  readonly code: number | null;
}

/** Starts the program as a shell does; nothing of our environment but PATH reaches it. */
export function startAgentctl(args: readonly string[], settings: Readonly<Record<string, string>> = {}) {
  const child = spawn(process.execPath, [PROGRAM, ...args], {
    env: { PATH: process.env['PATH'], ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')]).then(
    ([stdout, stderr, [code]]): Ended => ({ stdout, stderr, code: code as number | null }),
  );
  return { child, ended };
}

/** What it prints, and its exit code. */
export function runAgentctl(args: readonly string[], settings: Readonly<Record<string, string>> = {}): Promise<Ended> {
  return startAgentctl(args, settings).ended;
}
