import { spawn } from 'node:child_process';
import type { Socket } from 'node:net';

/** Waits for the end of its input, which comes with the end of whoever started it. */
const SCRIPT = 'read -r _; kill -9 "-$1" "$2"; sleep 1; rm -rf -- "$3"';

export interface Guarded {
  /** Leader of a group of processes. */
  readonly group: number;
  readonly process: number;
  readonly folder: string;
}

/**
 * Ends processes and removes their folder once this process is gone, also when it was killed and could do nothing
 * itself. Answers a function that calls this off.
 */
export function guard({ group, process: single, folder }: Guarded): () => void {
  const guardian = spawn('sh', ['-c', SCRIPT, 'guardian', String(group), String(single), folder], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true, // what ends our group must not end it
  });
  guardian.on('error', () => undefined);
  guardian.unref();
  (guardian.stdin as Socket).unref();
  return () => void guardian.kill('SIGKILL');
}
