import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { inflateSync } from 'node:zlib';
import { JobFailure } from '@ai-coding-agent/failures';
import type { Checkout } from '@ai-coding-agent/job-pipeline';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { edit, prepareCheckout, REPOSITORY, TEXT } from './prepare-checkout.js';
import { TestForge } from './test-forge.js';

const SECRET = 'a secret from outside the checkout\n';
/** Of the same length, so that nothing but where it lies tells the two apart. */
const EDITED = `${'edited'.padEnd(SECRET.length - 1)}\n`;
const ROUNDS = 60;

/** Swaps a name for a link out of the checkout and back, again and again, until it is ended. */
const SWAP = `
  const { renameSync, symlinkSync } = require('node:fs');
  const [outside, name] = process.argv.slice(1);
  const pause = () => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, Math.random() * 3);
  symlinkSync(outside + '/' + name, name + '.link');
  console.log('swapping');
  for (;;) {
    renameSync(name, name + '.kept');
    renameSync(name + '.link', name);
    pause();
    renameSync(name, name + '.link');
    renameSync(name + '.kept', name);
    pause();
  }
`;

let forge: TestForge;
let checkout: Checkout;
let swap: (name: string) => Promise<void>;
let swapping: ChildProcess;

beforeEach(async () => {
  forge = await TestForge.start();
  forge.createRepository(REPOSITORY, { 'a.txt': 'a\n', 'dir/b.txt': 'b\n', '.gitignore': '*.link\n*.kept\n' });
  checkout = await prepareCheckout(forge);
  const outside = join(forge.folder, 'elsewhere');
  mkdirSync(join(outside, 'dir'), { recursive: true });
  for (const path of ['a.txt', 'dir/b.txt']) writeFileSync(join(outside, path), SECRET);
  edit(checkout, 'a.txt', EDITED);
  edit(checkout, 'dir/b.txt', EDITED);
  swap = async (name) => {
    swapping = spawn(process.execPath, ['-e', SWAP, outside, name], { cwd: checkout.directory });
    await once(swapping.stdout!, 'data');
  };
});
afterEach(async () => {
  swapping.kill('SIGKILL');
  await once(swapping, 'close');
  await forge.close();
});

/** Every object that was written for a commit, whatever became of it. */
function committedObjects({ directory }: Checkout): string[] {
  const objects = join(dirname(directory), 'outbox/objects');
  return readdirSync(objects, { recursive: true, encoding: 'utf8' })
    .filter((name) => /^..\/[0-9a-f]{38}$/.test(name))
    .map((name) => inflateSync(readFileSync(join(objects, name))).toString('latin1'));
}

describe('while a process of the agent that should be gone', () => {
  it.each(['a.txt', 'dir'])('swaps %s for a link, nothing from outside is ever shown or committed', async (name) => {
    await swap(name);
    const seen: string[] = [];
    const outcomes = { failed: 0, committed: 0 };
    for (let round = 0; round < ROUNDS; round += 1) {
      try {
        const changes = await checkout.changes();
        seen.push(await checkout.diff(changes), ...(await checkout.added(changes)).map(({ text }) => text));
        await checkout.commit(changes, TEXT);
        outcomes.committed += 1;
      } catch (error) {
        expect(error).toBeInstanceOf(JobFailure);
        outcomes.failed += 1;
      }
    }

    expect(outcomes.failed).toBeGreaterThan(0); // else the swaps were never noticed, and nothing was shown
    seen.push(...committedObjects(checkout));
    expect(seen.join('\n')).not.toContain(SECRET.trim());
  });
});
