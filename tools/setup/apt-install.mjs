import { spawnSync } from 'node:child_process';
import { run } from './step.mjs';

/** Whether there is such a program on the PATH. */
export function hasProgram(program) {
  return spawnSync('sh', ['-c', `command -v ${program}`], { stdio: 'ignore' }).status === 0;
}

/** Whether packages of the system can be installed without a question. */
export function canInstall() {
  return process.getuid?.() === 0 && hasProgram('apt-get');
}

/** Installs packages of the system. */
export async function aptInstall(...packages) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  await run('apt-get', ['update'], { env });
  await run('apt-get', ['install', '-y', '--no-install-recommends', ...packages], { env });
}
