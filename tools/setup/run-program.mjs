import { spawn } from 'node:child_process';
import { root } from './root.mjs';

const LOOK_EVERY_MS = 500;

/**
 * Runs one of our programs and resolves with its exit code. It is told to end when this process is, or when the npm that
 * has started this process is gone, and is waited for in both cases.
 * @param {string} program
 * @param {readonly string[]} args
 * @returns {Promise<number>}
 */
export async function runProgram(program, args) {
  const child = spawn(process.execPath, [program, ...args], { cwd: root, stdio: 'inherit' });
  const end = () => void child.kill('SIGTERM');
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, end);
  const npm = process.ppid; // the scripts of package.json begin with `exec`, so that there is no shell in between
  const watch = setInterval(() => {
    if (process.env.npm_lifecycle_event && process.ppid !== npm) end();
  }, LOOK_EVERY_MS);
  try {
    return await new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('exit', (code) => resolve(code ?? 1));
    });
  } finally {
    clearInterval(watch);
  }
}
