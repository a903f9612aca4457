import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const SCRIPTS = fileURLToPath(new URL('../../python/', import.meta.url));
/** The folder that has the Python package of the runner. */
const RUNNER = fileURLToPath(new URL('../../../../libs/aider-runner/python/', import.meta.url));

/**
 * Runs a script of the benchmark beside the runner's package; what it prints last is JSON.
 * @throws Error when it fails
 */
export async function runPython<T>(python: string, script: string, args: readonly string[]): Promise<T> {
  const { stdout } = await promisify(execFile)(python, ['-I', `${SCRIPTS}${script}`, RUNNER, ...args], {
    maxBuffer: 64 * 1024 ** 2,
  });
  return JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '') as T;
}
