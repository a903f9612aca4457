import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { ProcessTreeWatch } from './process-tree.js';

/** What a program cost from its start to its end. */
export interface ProgramCost {
  readonly milliseconds: number;
  readonly cpuSeconds: number;
  readonly peakMib: number;
}

/**
 * Runs a program to its end.
 * @throws Error when it fails
 */
export async function runProgram(
  program: string,
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>> = process.env,
): Promise<ProgramCost> {
  const startedAt = performance.now();
  // The shell lives until the numbers are read: what a process used is gone once its parent has waited for it.
  const script = '"$@"; code=$?; echo ended; read -r _; exit $code';
  const child = spawn('sh', ['-c', script, 'sh', program, ...args], { env, stdio: ['pipe', 'pipe', 'inherit'] });
  if (!child.pid) throw new Error(`${program} could not be started`);
  const watch = new ProcessTreeWatch([child.pid]);
  const exited = once(child, 'exit') as Promise<[number | null]>;
  let output = '';
  for await (const chunk of child.stdout) {
    output += String(chunk);
    if (output.endsWith('ended\n')) break;
  }
  const milliseconds = performance.now() - startedAt;
  const { cpuSeconds, peakMib } = watch.end();
  child.stdin.end('\n');
  const [code] = await exited;
  if (code !== 0) throw new Error(`${program} ended with ${code}`);
  return { milliseconds, cpuSeconds, peakMib };
}
