import { describe, expect, it } from 'vitest';
import type { Change } from '../ports/checkouts.js';
import type { AddedText, FoundSecret } from '../ports/secret-scanner.js';
import { guardChanges } from './guard-changes.js';

describe('guardChanges', () => {
  const change = (wishes: Partial<Change>): Change => ({
    path: 'src/a.ts',
    kind: 'modified',
    type: 'file',
    size: 1,
    ...wishes,
  });
  const added = async (changes: readonly Change[]) => changes.map(({ path }) => ({ path, text: 'text' }));
  const guard = (changes: readonly Change[], found?: FoundSecret) =>
    guardChanges(changes, { added }, { secrets: { scan: async () => found } });

  it.each([
    [{ path: '.github/workflows/ci.yml' }, 'protected-path'],
    [{ path: '.GitHub/Workflows/ci.yml' }, 'protected-path'],
    [{ path: '.git/config' }, 'protected-path'],
    [{ path: 'sub/.GIT/hooks/x' }, 'protected-path'],
    [{ path: '.gitmodules' }, 'protected-path'],
    [{ path: '.github/workflows/old.yml', kind: 'deleted' }, 'protected-path'],
    [{ type: 'symlink' }, 'link-added'],
    [{ type: 'other' }, 'link-added'],
    [{ size: 1_000_001 }, 'change-too-large'],
  ] as const)('refuses the whole change because of %j', async (wishes, code) => {
    const changes = [change({}), change(wishes)];

    await expect(guard(changes)).rejects.toMatchObject({ code });
  });

  it('refuses too many files', async () => {
    const changes = Array.from({ length: 101 }, (_, i) => change({ path: `f${i}` }));

    await expect(guard(changes)).rejects.toMatchObject({ code: 'change-too-large' });
  });

  it('lets ordinary changes through', async () => {
    const paths = ['.github/ISSUE_TEMPLATE.md', '.gitignore', 'docs/.gitkeep', 'a/git/b'];

    await expect(guard(paths.map((path) => change({ path })))).resolves.toBeUndefined();
  });

  it('refuses a secret in what is added, and says where without repeating it', async () => {
    const scanned: string[] = [];
    const secrets = {
      scan: async (texts: readonly AddedText[]) => {
        scanned.push(...texts.map(({ text }) => text));
        return { path: 'src/a.ts', kind: 'github-pat' };
      },
    };

    const guarded = guardChanges([change({})], { added }, { secrets });

    await expect(guarded).rejects.toMatchObject({ code: 'secret-in-change', detail: 'github-pat in src/a.ts' });
    expect(scanned).toEqual(['text']);
  });
});
