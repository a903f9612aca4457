import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import type { Checkout } from '@ai-coding-agent/job-pipeline';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { changeLines, edit, failureOf, prepareCheckout, REPOSITORY } from './prepare-checkout.js';
import { TestForge, type Files } from './test-forge.js';

let forge: TestForge;
beforeEach(async () => {
  forge = await TestForge.start();
});
afterEach(() => forge.close());

async function checkoutOf(files: Files): Promise<Checkout> {
  forge.createRepository(REPOSITORY, files);
  return prepareCheckout(forge);
}

/** Takes its time, so that not every file counts as written a moment ago, which are all read. */
function slowGit(): string {
  const git = join(forge.folder, 'slow-git');
  writeFileSync(git, '#!/bin/sh\ngit "$@"\ncode=$?\nsleep 0.2\nexit $code\n', { mode: 0o755 });
  return git;
}

describe('changes', () => {
  it('lists added, modified and deleted files by path', async () => {
    const checkout = await checkoutOf({ 'b.txt': 'b\n', 'dir/c.txt': 'c\n', 'gone.txt': 'x\n', 'same.txt': 's\n' });
    edit(checkout, 'dir/c.txt', 'changed\n');
    edit(checkout, 'dir/new/z.txt', '');
    edit(checkout, 'a.txt', 'new\n');
    unlinkSync(join(checkout.directory, 'gone.txt'));
    mkdirSync(join(checkout.directory, 'empty'));

    const lines = await changeLines(checkout);

    expect(lines).toEqual([
      'added file 4 a.txt',
      'modified file 8 dir/c.txt',
      'added file 0 dir/new/z.txt',
      'deleted file 0 gone.txt',
    ]);
  });

  it('notices an edit of the same length that sets the time back', async () => {
    forge.createRepository(REPOSITORY, { 'a.txt': 'old\n' });
    const checkout = await prepareCheckout(forge, {}, { git: slowGit() });
    const file = join(checkout.directory, 'a.txt');
    const { atime, mtimeMs } = statSync(file);
    edit(checkout, 'a.txt', 'new\n');
    utimesSync(file, atime, mtimeMs / 1000);

    expect(await changeLines(checkout)).toEqual(['modified file 4 a.txt']);
  });

  it('notices an edit of the same length right after the checkout', async () => {
    const files = Object.fromEntries(Array.from({ length: 300 }, (_, index) => [`file-${index}`, 'old\n']));
    const checkout = await checkoutOf(files);
    for (const path of Object.keys(files)) edit(checkout, path, 'new\n');

    expect(await checkout.changes()).toHaveLength(300);
  });

  it('does not mind touched files and changed modes', async () => {
    const checkout = await checkoutOf({ 'a.txt': 'a\n', 'b.sh': { mode: '100755', content: '#!/bin/sh\n' } });
    edit(checkout, 'a.txt', 'a\n');
    chmodSync(join(checkout.directory, 'a.txt'), 0o777);
    chmodSync(join(checkout.directory, 'b.sh'), 0o600);

    expect(await changeLines(checkout)).toEqual([]);
  });

  it('leaves out ignored files unless they are tracked', async () => {
    const checkout = await checkoutOf({
      '.gitignore': '*.log\n/build/\n!keep.log\n',
      'tracked.log': 'old\n',
      'build/tracked.js': 'old\n',
      'dir/.gitignore': '!dir.log\nsecret\n',
    });
    for (const path of ['tracked.log', 'new.log', 'keep.log', 'build/tracked.js', 'build/new.js']) {
      edit(checkout, path, 'changed\n');
    }
    for (const path of ['dir/dir.log', 'dir/secret/file', 'dir/build/a', 'other/secret']) edit(checkout, path, 'x');

    expect(await changeLines(checkout)).toEqual([
      'modified file 8 build/tracked.js',
      'added file 1 dir/build/a',
      'added file 1 dir/dir.log',
      'added file 8 keep.log',
      'added file 1 other/secret',
      'modified file 8 tracked.log',
    ]);
  });

  it('takes no patterns from a .gitignore that is a link, and obeys the one that is there now', async () => {
    const checkout = await checkoutOf({ '.gitignore': '*.log\n', 'dir/a.txt': 'a\n' });
    edit(checkout, '.gitignore', '*.tmp\n');
    writeFileSync(join(forge.folder, 'everything'), '*\n');
    symlinkSync(join(forge.folder, 'everything'), join(checkout.directory, 'dir/.gitignore'));
    for (const path of ['a.log', 'a.tmp', 'dir/b.txt']) edit(checkout, path, 'x');

    const paths = (await checkout.changes()).map(({ path }) => path);

    expect(paths).toEqual(['.gitignore', 'a.log', 'dir/.gitignore', 'dir/b.txt']);
  });

  it('tells files that became folders and folders that became files', async () => {
    const checkout = await checkoutOf({ file: 'a\n', 'folder/a': 'a\n', 'folder/b': 'b\n' });
    unlinkSync(join(checkout.directory, 'file'));
    edit(checkout, 'file/inner', 'x');
    rmSync(join(checkout.directory, 'folder'), { recursive: true });
    edit(checkout, 'folder', 'x');

    expect(await changeLines(checkout)).toEqual([
      'deleted file 0 file',
      'added file 1 file/inner',
      'added file 1 folder',
      'deleted file 0 folder/a',
      'deleted file 0 folder/b',
    ]);
  });

  it('does not read huge files to tell that they changed', async () => {
    const checkout = await checkoutOf({ 'a.txt': 'a\n' });
    edit(checkout, 'new.bin', '');
    truncateSync(join(checkout.directory, 'a.txt'), 2 ** 40);
    truncateSync(join(checkout.directory, 'new.bin'), 2 ** 40);

    expect(await changeLines(checkout)).toEqual([`modified file ${2 ** 40} a.txt`, `added file ${2 ** 40} new.bin`]);
  });

  it('gives up on more changes than any job may make', async () => {
    const checkout = await checkoutOf({ 'a.txt': 'a\n' });
    execFileSync('sh', ['-c', 'seq 20001 | xargs touch'], { cwd: checkout.directory });

    const failure = await failureOf(checkout.changes());

    expect(failure.code).toBe('change-too-large');
  });
});
