import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { transformSync } from 'esbuild';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { commitAll, edit, prepareCheckout, REPOSITORY } from './prepare-checkout.js';
import { TestForge } from './test-forge.js';

let forge: TestForge;
beforeEach(async () => {
  forge = await TestForge.start();
  forge.createRepository(REPOSITORY, { 'a.txt': 'a\n' });
});
afterEach(() => forge.close());

/** Resolves as soon as the server is asked something; it never answers. */
function hangingRequest(): Promise<void> {
  return new Promise((resolve) => {
    forge.intercept = () => {
      resolve();
      return true;
    };
  });
}

/** Programs that have `text` among their arguments. */
function processesWith(text: string): string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      const path = `/proc/${pid}/cmdline`;
      return existsSync(path) && readCommandLine(path).includes(text);
    });
}

function readCommandLine(path: string): string {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return ''; // it has just ended
  }
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 20));
}

describe('a job that is aborted', () => {
  it('ends in prepare with the reason, without processes and files', async () => {
    const abort = new AbortController();
    const reason = new Error('cancelled by the user');
    const hanging = hangingRequest();

    const prepared = prepareCheckout(forge, { signal: abort.signal });
    await hanging;
    const running = processesWith(forge.url).length;
    abort.abort(reason);

    await expect(prepared).rejects.toBe(reason);
    expect(running).toBeGreaterThan(0);
    await until(() => processesWith(forge.url).length === 0);
    expect(readdirSync(forge.workspace)).toEqual([]);
  });

  it('ends in push with the reason, and the checkout stays', async () => {
    const checkout = await prepareCheckout(forge);
    edit(checkout, 'a.txt', 'b\n');
    const commit = await commitAll(checkout);
    const abort = new AbortController();
    const reason = new Error('cancelled by the user');
    const hanging = hangingRequest();

    const pushed = checkout.push(commit, abort.signal);
    await hanging;
    abort.abort(reason);

    await expect(pushed).rejects.toBe(reason);
    await until(() => processesWith(forge.url).length === 0);
    expect(existsSync(checkout.directory)).toBe(true);
  });

  it('does not even start when it was aborted before', async () => {
    const reason = new Error('too late');

    const prepared = prepareCheckout(forge, { signal: AbortSignal.abort(reason) });

    await expect(prepared).rejects.toBe(reason);
    expect(forge.requests).toEqual([]);
  });
});

describe('a worker that is killed', () => {
  it('takes its git processes with it', async () => {
    const hanging = hangingRequest();
    const source = readFileSync(join(import.meta.dirname, '../src/run-process.ts'), 'utf8');
    const { code } = transformSync(source, { loader: 'ts', format: 'esm' });
    const program = join(forge.folder, 'worker.mjs');
    const command = JSON.stringify(['git', 'ls-remote', `${forge.url}/acme/shop.git`]);
    const options = `{ directory: '/', environment: process.env, signal: new AbortController().signal }`;
    writeFileSync(program, `${code}\nawait runProcess(${command}, ${options});\n`);

    const worker = spawn(process.execPath, [program], { stdio: 'ignore' });
    await hanging;
    const running = processesWith(forge.url).length;
    worker.kill('SIGKILL');

    expect(running).toBeGreaterThan(0);
    await until(() => processesWith(forge.url).length === 0);
  });
});
