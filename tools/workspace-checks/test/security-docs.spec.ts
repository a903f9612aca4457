import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from './projects.js';

const page = readFileSync(join(root, 'docs/SECURITY.md'), 'utf8');

describe('docs/SECURITY.md', () => {
  it('names only tests and pages that exist', () => {
    const links = [...page.matchAll(/\]\(([^)#:]+)\)/g)].map(([, link = '']) => link);

    expect(links.length).toBeGreaterThan(20);
    expect(links.filter((link) => !existsSync(join(root, 'docs', link)))).toEqual([]);
  });

  it('names a test for every attack', () => {
    const section = page.split('## Attack, defence, test')[1]?.split('\n## ')[0] ?? '';
    const rows = section.split('\n').filter((line) => line.startsWith('| '));

    expect(rows.length).toBeGreaterThan(10);
    for (const row of rows.slice(2)) expect(row).toMatch(/\]\(\.\.\/[^)]+(\.spec\.ts|test_\w+\.py|-cases\.ts)\)/);
  });
});
