import { expect, test } from 'vitest';
import { findInPatch, lineAtPosition, parsePatch } from './parse-patch.js';

const PATCH = `@@ -1,3 +1,3 @@
 one
-two
+TWO
 three
@@ -10,2 +10,3 @@ def context
 ten
+new
 eleven
\\ No newline at end of file`;

test('every line has its number on each side that it is on', () => {
  const numbers = parsePatch(PATCH).map(({ kind, left, right }) => `${kind} ${left ?? '-'} ${right ?? '-'}`);

  expect(numbers).toEqual([
    'hunk - -',
    'context 1 1',
    'removed 2 -',
    'added - 2',
    'context 3 3',
    'hunk - -',
    'context 10 10',
    'added - 11',
    'context 11 12',
    'note - -',
  ]);
});

test('a line is found on its side, with its hunk up to there', () => {
  const added = findInPatch(PATCH, 11, 'RIGHT');
  const removed = findInPatch(PATCH, 2, 'LEFT');

  expect(added).toEqual({ position: 7, diffHunk: '@@ -10,2 +10,3 @@ def context\n ten\n+new' });
  expect(removed).toEqual({ position: 2, diffHunk: '@@ -1,3 +1,3 @@\n one\n-two' });
});

test('a line between the hunks is not part of the diff', () => {
  const found = findInPatch(PATCH, 7, 'RIGHT');

  expect(found).toBeUndefined();
});

test('a position leads back to its line', () => {
  const places = [2, 3, 7, 0, 99].map((position) => lineAtPosition(PATCH, position));

  expect(places).toEqual([
    { line: 2, side: 'LEFT' },
    { line: 2, side: 'RIGHT' },
    { line: 11, side: 'RIGHT' },
    undefined,
    undefined,
  ]);
});
