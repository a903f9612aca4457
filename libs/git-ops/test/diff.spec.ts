import { readFileSync, symlinkSync, truncateSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import type { Checkout } from '@ai-coding-agent/job-pipeline';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { unifiedDiff } from '../src/unified-diff.js';
import { edit, prepareCheckout, REPOSITORY } from './prepare-checkout.js';
import { runGit, TestForge, type Files } from './test-forge.js';

let forge: TestForge;
beforeEach(async () => {
  forge = await TestForge.start();
});
afterEach(() => forge.close());

async function checkoutOf(files: Files): Promise<Checkout> {
  forge.createRepository(REPOSITORY, files);
  return prepareCheckout(forge);
}

async function diffOf(checkout: Checkout): Promise<string> {
  return checkout.diff(await checkout.changes());
}

describe('diff', () => {
  it('looks like git’s', async () => {
    const numbers = Array.from({ length: 20 }, (_, index) => `${index}\n`);
    const checkout = await checkoutOf({ 'numbers.txt': numbers.join(''), 'gone.txt': 'a\nb', 'empty.txt': '' });
    edit(checkout, 'numbers.txt', numbers.with(9, 'nine\n').join(''));
    edit(checkout, 'new file.txt', 'x');
    edit(checkout, 'new-empty.txt', '');
    unlinkSync(join(checkout.directory, 'gone.txt'));
    runGit(['-C', checkout.directory, 'add', '-A']);
    const byGit = runGit(['-C', checkout.directory, 'diff', '--cached', '--no-renames']).toString();

    const diff = await diffOf(checkout);

    // Git also prints ids, and guesses which function a difference is in.
    expect(diff).toBe(byGit.replace(/^index .*\n/gm, '').replace(/^(@@ .* @@).*$/gm, '$1'));
  });

  it('can be applied by git and gives the same bytes', async () => {
    const files = {
      'crlf.txt': 'a\r\nb\r\nc\r\n',
      'mixed.txt': 'a\r\nb\nc\rd',
      'bom.txt': '\ufeffa\nb',
      'quo"te.txt': 'a\n',
      'new\nline.txt': 'a\n',
      'umlaut-\xc3\xbc.txt': 'café\n',
    };
    const first = await checkoutOf(files);
    const second = await prepareCheckout(forge);
    const names = Object.keys(files).map((name) => Buffer.from(name, 'latin1').toString());
    for (const name of names) edit(first, name, `${readFileSync(join(first.directory, name), 'utf8')}more\r\nü`);

    const diff = await diffOf(first);
    runGit(['-C', second.directory, '-c', 'core.autocrlf=false', 'apply', '-'], Buffer.from(diff));

    const contents = (checkout: Checkout): Buffer[] =>
      names.map((name) => readFileSync(join(checkout.directory, name)));
    expect(contents(second)).toEqual(contents(first));
  });

  it('shows no content of binary, huge and special files', async () => {
    const checkout = await checkoutOf({ 'a.bin': Buffer.from([0, 1, 2]), 'huge.txt': 'x\n' });
    edit(checkout, 'a.bin', Buffer.from([0, 1, 3]));
    edit(checkout, 'sub/.git/config', 'x');
    truncateSync(join(checkout.directory, 'huge.txt'), 2 ** 40);

    expect(await diffOf(checkout)).toBe(
      'diff --git a/a.bin b/a.bin\nBinary files a/a.bin and b/a.bin differ\n' +
        'diff --git a/huge.txt b/huge.txt\nBinary files a/huge.txt and b/huge.txt differ\n' +
        'diff --git a/sub/.git b/sub/.git\nnew file mode 100644\nBinary files /dev/null and b/sub/.git differ\n',
    );
  });

  it('shows where a link points to, and reads nothing there', async () => {
    const checkout = await checkoutOf({ 'a.txt': 'a\n' });
    unlinkSync(join(checkout.directory, 'a.txt'));
    symlinkSync('/etc/passwd', join(checkout.directory, 'a.txt'));

    expect(await diffOf(checkout)).toBe(
      'diff --git a/a.txt b/a.txt\nold mode 100644\nnew mode 120000\n--- a/a.txt\n+++ b/a.txt\n' +
        '@@ -1 +1 @@\n-a\n+/etc/passwd\n\\ No newline at end of file\n',
    );
  });

  it('tells bytes apart that are no UTF-8', async () => {
    const checkout = await checkoutOf({ 'a.txt': Buffer.from('caf\xe9\n', 'latin1') });
    edit(checkout, 'a.txt', Buffer.from('caf\xe8\n', 'latin1'));

    expect(await diffOf(checkout)).toContain('-café\n+cafè\n');
  });

  it('shows only the changes that it is given', async () => {
    const checkout = await checkoutOf({ 'a.txt': 'a\n', 'b.txt': 'b\n' });
    edit(checkout, 'a.txt', 'x\n');
    edit(checkout, 'b.txt', 'x\n');

    const diff = await checkout.diff((await checkout.changes()).slice(1));

    expect(diff).toMatch(/^diff --git a\/b\.txt b\/b\.txt\n/);
    expect(diff).not.toContain('a/a.txt');
  });
});

describe('unifiedDiff', () => {
  it('does not look for the shortest difference for ever, and leaves nothing out', async () => {
    const lines = (seed: number): string =>
      Array.from({ length: 60_000 }, (_, index) => `${(index * seed) % 60_013}\n`).join('');
    const side = (content: string): { mode: number; content: Buffer } => ({
      mode: 0o100644,
      content: Buffer.from(content),
    });

    const diff = await unifiedDiff('a.txt', side(lines(7919)), side(`${lines(104_729)}end`));

    const marked = (mark: string): string[] => diff.split('\n').filter((line) => line.startsWith(mark));
    expect(marked('@@')).toEqual(['@@ -1,60000 +1,60001 @@']);
    expect([marked('-').length, marked('+').length]).toEqual([60_001, 60_002]);
    expect(diff).toMatch(/\n\+end\n\\ No newline at end of file\n$/);
  });
});

describe('added', () => {
  it('is the new lines of text files, the whole of binary ones, and nothing of deleted ones', async () => {
    const checkout = await checkoutOf({ 'a.txt': 'one\ntwo\n', 'b.bin': 'x\0y', 'gone.txt': 'gone\n' });
    edit(checkout, 'a.txt', 'one\n+2\ntwo\n');
    edit(checkout, 'b.bin', 'x\0secret');
    edit(checkout, 'new.txt', '@@ -1 +1 @@\n--- a\n+++ b');
    unlinkSync(join(checkout.directory, 'gone.txt'));

    const added = await checkout.added(await checkout.changes());

    expect(added).toEqual([
      { path: 'a.txt', text: '+2' },
      { path: 'b.bin', text: 'x\0secret' },
      { path: 'new.txt', text: '@@ -1 +1 @@\n--- a\n+++ b' },
    ]);
  });
});
