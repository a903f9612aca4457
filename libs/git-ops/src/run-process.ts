import { spawn } from 'node:child_process';
import type { Readable } from 'node:stream';

export interface ProcessOptions {
  readonly directory: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
  /** Rights that its files don't get, as octal digits; those that this process withholds by default. */
  readonly umask?: string | undefined;
}

export interface ProcessResult {
  /** As a shell gives it: 128 + number when a signal ended it. */
  readonly exitCode: number;
  /** The first part of it; see `truncated`. */
  readonly stdout: Buffer;
  readonly truncated: boolean;
  /** The last part of it. */
  readonly stderr: string;
}

/** Kept of each stream, in bytes: what a process says must not fill the worker's memory. */
const KEPT_BYTES = 64 * 1024;

/**
 * Ends the whole process group when standard input ends. Only this process holds the other end of that pipe, so no
 * git outlives a worker that was killed.
 */
const WATCHED = `
exec 3<&0 </dev/null
(read -r _ <&3; kill -KILL 0) >/dev/null 2>&1 &
watcher=$!
"$@" 3<&-
code=$?
kill $watcher
exit $code`;

/**
 * Runs a program in a process group of its own, without input.
 * @throws the reason of `signal`, after the group is gone
 */
export async function runProcess(command: readonly string[], options: ProcessOptions): Promise<ProcessResult> {
  const { directory, environment, signal, umask } = options;
  signal.throwIfAborted();
  const script = umask === undefined ? WATCHED : `umask ${umask}${WATCHED}`;
  const child = spawn('/bin/sh', ['-c', script, 'sh', ...command], {
    cwd: directory,
    env: environment,
    detached: true,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  child.stdin.on('error', () => undefined);
  const killGroup = (): void => {
    if (child.pid === undefined) return;
    try {
      process.kill(-child.pid, 'SIGKILL');
    } catch {
      // it has just ended by itself
    }
  };
  signal.addEventListener('abort', killGroup);
  try {
    const stdout = keepFirst(child.stdout);
    const stderr = keepLast(child.stderr);
    const exitCode = await new Promise<number>((resolve, reject) => {
      child.on('error', reject);
      child.on('close', (code) => resolve(code ?? 137));
    });
    signal.throwIfAborted();
    return { exitCode, ...stdout(), stderr: stderr() };
  } finally {
    signal.removeEventListener('abort', killGroup);
    child.stdin.destroy();
  }
}

function keepFirst(stream: Readable): () => { stdout: Buffer; truncated: boolean } {
  const chunks: Buffer[] = [];
  let size = 0;
  stream.on('data', (chunk: Buffer) => {
    if (size < KEPT_BYTES) chunks.push(chunk);
    size += chunk.length;
  });
  return () => ({ stdout: Buffer.concat(chunks).subarray(0, KEPT_BYTES), truncated: size > KEPT_BYTES });
}

function keepLast(stream: Readable): () => string {
  let kept = Buffer.alloc(0);
  stream.on('data', (chunk: Buffer) => {
    kept = Buffer.concat([kept, chunk]).subarray(-KEPT_BYTES);
  });
  return () => kept.toString('utf8');
}
