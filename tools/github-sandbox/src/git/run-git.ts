import { execFile } from 'node:child_process';
import { tmpdir } from 'node:os';

/** Settings of this machine must not change what the sandbox does. */
const SEALED = { GIT_CONFIG_NOSYSTEM: '1', GIT_CONFIG_GLOBAL: '/dev/null', GIT_TERMINAL_PROMPT: '0', LC_ALL: 'C' };
const LARGEST_OUTPUT = 256 * 1024 * 1024;

/** git answered with an exit code. */
export class GitError extends Error {
  constructor(
    readonly exitCode: number,
    readonly stderr: string,
  ) {
    super(`git failed with ${exitCode}: ${stderr.trim()}`);
    this.name = 'GitError';
  }
}

export interface GitOptions {
  readonly input?: Uint8Array | string;
  readonly env?: Readonly<Record<string, string>>;
}

/**
 * Runs git in a bare repository.
 * @returns what it wrote, as bytes
 * @throws GitError
 */
export function runGitBytes(directory: string, args: readonly string[], options: GitOptions = {}): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const child = execFile(
      'git',
      ['-c', 'core.quotePath=false', ...args],
      {
        cwd: directory,
        env: { PATH: process.env['PATH'], HOME: tmpdir(), ...SEALED, ...options.env },
        encoding: 'buffer',
        maxBuffer: LARGEST_OUTPUT,
      },
      (error, stdout, stderr) => {
        if (!error) resolve(stdout);
        else if (typeof error.code === 'number') reject(new GitError(error.code, stderr.toString()));
        else reject(new Error('git could not be run', { cause: error }));
      },
    );
    child.stdin?.on('error', () => undefined); // git may stop reading early; its exit code tells why
    child.stdin?.end(options.input ?? '');
  });
}

/** Like `runGitBytes`, as text. */
export async function runGit(directory: string, args: readonly string[], options?: GitOptions): Promise<string> {
  return (await runGitBytes(directory, args, options)).toString();
}
