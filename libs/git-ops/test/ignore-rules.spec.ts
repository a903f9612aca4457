import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { matchesIgnorePattern, parseIgnorePattern } from '../src/ignore-pattern.js';
import { IgnoreRules } from '../src/ignore-rules.js';
import { runGit } from './test-forge.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'git-ops-ignore-'));
  runGit(['init', '--quiet', folder]);
});
afterAll(() => rmSync(folder, { recursive: true }));

/** The paths of files, none of which exist, that git would ignore. */
function ignoredByGit(patterns: string, paths: readonly string[]): string[] {
  writeFileSync(join(folder, '.gitignore'), patterns, 'latin1');
  const input = Buffer.from(paths.map((path) => `${path}\0`).join(''), 'latin1');
  const args = ['-C', folder, 'check-ignore', '--no-index', '--stdin', '-z', '--verbose', '--non-matching'];
  const fields = outputOf(() => runGit(args, input))
    .toString('latin1')
    .split('\0');
  const results = paths.map((path, index) => ({ path, pattern: fields[index * 4 + 2] ?? '' }));
  return results.filter(({ pattern }) => pattern !== '' && !pattern.startsWith('!')).map(({ path }) => path);
}

/** With no path ignored, git exits with 1. */
function outputOf(run: () => Buffer): Buffer {
  try {
    return run();
  } catch (error) {
    return (error as { stdout: Buffer }).stdout;
  }
}

async function ignoredByUs(patterns: string, paths: readonly string[]): Promise<string[]> {
  const read = async (path: string): Promise<Buffer | undefined> =>
    path === '.gitignore' ? Buffer.from(patterns, 'latin1') : undefined;
  const ignored: string[] = [];
  for (const path of paths) {
    const names = path.split('/');
    const name = names.pop() ?? '';
    const rules = names.reduce((inner, next) => inner.inside(next), IgnoreRules.ofRoot(read));
    if (await rules.ignores(name, false)) ignored.push(path);
  }
  return ignored;
}

const PATHS = [
  'a',
  'b',
  'ab',
  'ba',
  'abc',
  'a/a',
  'a/b',
  'b/a',
  'a/b/c',
  'b/a/c',
  'a/b/c/a',
  'ab/c/a',
  'aa',
  'abc/a/b/c',
  'c/ab/ba',
  '-',
  '!a',
  '#a',
  'a b',
  'a ',
  ']',
  '^',
  'a]',
  '\\',
  'a\\b',
  '[a]',
  '*',
  '?',
  'A',
  '1',
  '\xe9',
];

describe('ignore rules', () => {
  it.each([
    'a\n!a/b\n',
    'a/\n',
    '/a\n',
    'a/b\n',
    '/a/*\n!/a/b\n',
    '**/b\n',
    'a/**\n',
    'a/**/c\n',
    '**\n',
    '**/\n',
    '/**\n',
    '***/c\n',
    'a**b\n',
    'a**/a\n',
    'a**/**/c\n',
    'a/b**\n',
    '!a\na/b**\n!a/b**\n',
    '*b\n',
    'a*c\n',
    '[ab]\n',
    '[!a]\n',
    '[^a]\n',
    '[a-b]c\n',
    '[]]\n',
    '[]-a]\n',
    '[[:alpha:]]\n',
    '[[:upper:][:digit:]]\n',
    '[![:alpha:]]\n',
    '[[:nope:]]\n',
    '[a\n',
    'a[/]b\n',
    '[\\]]\n',
    '[a-]\n',
    '[-a]\n',
    '\\*\n',
    '\\#a\n',
    '\\!a\n',
    '#a\n',
    'a\\ \n',
    'a \n',
    'a\\b\n',
    'a\\\n',
    'a\\\\b\n',
    'a\r\nb\r\n',
    '\xef\xbb\xbfa\n',
    'a',
    '\n\n/\n!\n//a\na//\n',
    '*\n!*/\n!b\n',
    '?\n',
    '??\n',
    'a\\/b\n',
    '**\\/a\n',
    '**\\/**/a\n',
    'a/**\\/b\n',
    '\xe9\n',
    '[\x80-\xff]\n',
  ])('%j fits what it fits for git', async (patterns) => {
    expect(await ignoredByUs(patterns, PATHS)).toEqual(ignoredByGit(patterns, PATHS));
  });

  it('fits what it fits for git, whatever the patterns are', async () => {
    const piece = fc.constantFrom(
      'a',
      'b',
      'c',
      '*',
      '**',
      '?',
      '/',
      '[',
      ']',
      '!',
      '^',
      '-',
      '\\',
      ' ',
      '[a-b]',
      '[!c]',
      '[[:alpha:]]',
      '/**/',
      '#',
      '.',
    );
    const line = fc.array(piece, { minLength: 1, maxLength: 6 }).map((pieces) => pieces.join(''));
    const file = fc.array(line, { minLength: 1, maxLength: 4 }).map((lines) => `${lines.join('\n')}\n`);

    await fc.assert(
      fc.asyncProperty(file, async (patterns) => {
        expect(await ignoredByUs(patterns, PATHS)).toEqual(ignoredByGit(patterns, PATHS));
      }),
      { numRuns: 150 },
    );
  });

  it('is not brought to a halt by a line of stars', () => {
    const pattern = parseIgnorePattern(`${'*a'.repeat(100)}b`);
    const globs = parseIgnorePattern(`${'**/a/'.repeat(100)}b`);

    const fits = [
      pattern && matchesIgnorePattern(pattern, ['a'.repeat(255)], false),
      globs &&
        matchesIgnorePattern(
          globs,
          Array.from({ length: 1000 }, () => 'a'),
          false,
        ),
    ];

    expect(fits).toEqual([false, false]);
  });
});
