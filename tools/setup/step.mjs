import { spawn } from 'node:child_process';
import { root } from './root.mjs';

const STILL_AFTER_MS = 15_000;
const KEPT_OUTPUT = 20_000;

/**
 * Runs one step of the set-up, with a line when it starts, while it takes long, and when it is done.
 * @template T
 * @param {string} name
 * @param {() => Promise<T>} work
 */
export async function step(name, work) {
  const startedAt = Date.now();
  const seconds = () => `${Math.round((Date.now() - startedAt) / 1000)} s`;
  console.log(`· ${name} …`);
  const timer = setInterval(() => console.log(`  still: ${name} (${seconds()})`), STILL_AFTER_MS);
  try {
    const result = await work();
    console.log(`✓ ${name} (${seconds()})`);
    return result;
  } catch (error) {
    throw new Error(`✗ ${name}: ${error.message}`, { cause: error });
  } finally {
    clearInterval(timer);
  }
}

/** Runs a program quietly; its output shows only when it fails. */
export function run(program, args, { env = process.env } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    const keep = (chunk) => (output = (output + chunk).slice(-KEPT_OUTPUT));
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.on('error', reject);
    child.on('close', (code) =>
      code === 0 ? resolve(output) : reject(new Error(`${program} ${args.join(' ')} ended with ${code}\n${output}`)),
    );
  });
}
