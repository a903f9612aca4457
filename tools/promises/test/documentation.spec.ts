import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const page = new URL('../../../docs/PROMISES.md', import.meta.url);
const NUMBERS = Array.from({ length: 14 }, (_, n) => n + 1);

/** The rows of the table, by the number of the promise. */
const rows = new Map(
  [...readFileSync(page, 'utf8').matchAll(/^\| (\d+) +\|.*$/gm)].map(([row, number]) => [Number(number), row]),
);

it.each(NUMBERS)('names for promise %i a test that has its number', (number) => {
  const files = [...(rows.get(number) ?? '').matchAll(/\]\(([^)]+)\)/g)].map(([, path = '']) =>
    readFileSync(fileURLToPath(new URL(path, page)), 'utf8'),
  );

  expect(files.filter((text) => new RegExp(`['\`]${number}\\. `).test(text))).not.toEqual([]);
});
