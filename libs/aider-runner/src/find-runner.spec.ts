import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findPython, findRunner } from './find-runner.js';

describe('findRunner', () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'find-'))));
  afterEach(() => rmSync(folder, { recursive: true }));

  const from = (...path: string[]) => pathToFileURL(join(folder, ...path)).href;

  it('finds the package of this library from its sources and from what is built of them', () => {
    mkdirSync(join(folder, 'python/aider_runner'), { recursive: true });

    const found = [findRunner(from('src/find-runner.ts')), findRunner(from('dist/find-runner.js'))];

    expect(found).toEqual(Array(2).fill(join(folder, 'python/aider_runner')));
  });

  it('prefers the package beside a bundled app', () => {
    mkdirSync(join(folder, 'python/aider_runner'), { recursive: true });
    mkdirSync(join(folder, 'dist/aider_runner'), { recursive: true });

    expect(findRunner(from('dist/main.js'))).toBe(join(folder, 'dist/aider_runner'));
  });

  it('says where it looked', () => {
    expect(() => findRunner(from('dist/main.js'))).toThrow(join(folder, 'python/aider_runner'));
  });
});

describe('findPython', () => {
  it('falls back to what the machine has', () => {
    expect(findPython(pathToFileURL('/nonexistent/src/x.ts').href)).toBe('python3');
  });
});
