import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { prepareCheckout, REPOSITORY } from './prepare-checkout.js';
import { TestForge, type Files } from './test-forge.js';

const FILES = 20_000;
let forge: TestForge;

beforeAll(async () => {
  forge = await TestForge.start();
  forge.createRepository(REPOSITORY, manyFiles());
});
afterAll(() => forge.close());

it('finds two edits among 20,000 files and prints how long that takes', async () => {
  const checkout = await timed('prepare', () => prepareCheckout(forge));
  writeFileSync(join(checkout.directory, 'package-7/module-0/file-7.ts'), 'edited\n');
  writeFileSync(join(checkout.directory, 'package-7/new.ts'), 'new\n');

  const changes = await timed('changes', () => checkout.changes());

  expect(changes.map(({ kind, path }) => `${kind} ${path}`)).toEqual([
    'modified package-7/module-0/file-7.ts',
    'added package-7/new.ts',
  ]);
  await timed('diff', () => checkout.diff(changes));
  await timed('commit', () => checkout.commit(changes, { subject: 'Edit', body: '', trailers: [] }));
  await timed('remove', () => checkout.remove());
}, 120_000);

async function timed<T>(name: string, run: () => Promise<T>): Promise<T> {
  const start = performance.now();
  const result = await run();
  console.log(`${FILES} files: ${name} ${Math.round(performance.now() - start)} ms`);
  return result;
}

function manyFiles(): Files {
  return Object.fromEntries(
    Array.from({ length: FILES }, (_, index) => [
      `package-${index % 200}/module-${index % 7}/file-${index}.ts`,
      `export const value${index} = ${index};\n`.repeat(40),
    ]),
  );
}
