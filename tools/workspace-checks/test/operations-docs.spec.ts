import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { projects, root } from './projects.js';

const page = readFileSync(join(root, 'docs/OPERATIONS.md'), 'utf8');

/** The code of every app and library, without tests. */
const sources = projects()
  .filter(({ folder }) => /^(apps|libs)\//.test(folder))
  .flatMap(({ folder }) =>
    readdirSync(join(root, folder, 'src'), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts') && !file.endsWith('.spec.ts'))
      .map((file) => readFileSync(join(root, folder, 'src', file), 'utf8')),
  )
  .join('\n');

describe('docs/OPERATIONS.md', () => {
  it('tells every metric, and none that does not exist', () => {
    const inCode = [...sources.matchAll(/name: '((?:agent|http)_[a-z_]+)'/g)].map(([, name]) => name);
    const inTable = [...page.matchAll(/^\| `((?:agent|http)_[a-z_]+)`/gm)].map(([, name]) => name);

    expect(inCode.length).toBeGreaterThan(5);
    expect(inTable.sort()).toEqual([...new Set(inCode)].sort());
  });

  it('names only failure codes that exist', () => {
    const codes = [...page.matchAll(/--code ([a-z-]+)|code="([a-z-]+)"/g)].map(([, option, label]) => option ?? label);

    for (const code of new Set(codes))
      expect(code === 'invalid-message' || sources.includes(`'${code}'`), code).toBe(true);
  });
});
