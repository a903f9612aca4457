import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { connectRunner, type AiderRunner } from '@ai-coding-agent/aider-runner';

const PROGRAM = fileURLToPath(new URL('../../peers/bare_runner.py', import.meta.url));

/** A runner that shuts nothing in and leaves its jobs the network. */
export async function bareRunner(python: string): Promise<AiderRunner> {
  const directory = await mkdtemp(join(tmpdir(), 'bare-'));
  const socket = join(directory, 'socket');
  const options = ['--socket', socket, '--scratch', directory, '--sandbox', 'process', '--network'];
  const child = spawn(python, ['-I', '-B', PROGRAM, 'serve', ...options], {
    env: { PATH: '/usr/local/bin:/usr/bin:/bin', LANG: 'C.UTF-8' },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const exited = once(child, 'exit');
  await Promise.race([once(child.stdout, 'data'), exited.then(() => Promise.reject(new Error('the runner ended')))]);
  const runner = connectRunner(socket);
  return {
    ...runner,
    close: async () => {
      await runner.close();
      child.kill('SIGTERM');
      await exited;
      await rm(directory, { recursive: true, force: true });
    },
  };
}
