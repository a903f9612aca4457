import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, rmSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import type { Checkout } from '@ai-coding-agent/job-pipeline';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { changeLines, edit, prepareCheckout, REPOSITORY } from './prepare-checkout.js';
import { TestForge, type Files } from './test-forge.js';
import { withoutPrivileges } from './without-privileges.js';

let forge: TestForge;
beforeEach(async () => {
  forge = await TestForge.start();
});
afterEach(() => forge.close());

async function checkoutOf(files: Files): Promise<Checkout> {
  forge.createRepository(REPOSITORY, files);
  return prepareCheckout(forge);
}

describe('changes', () => {
  it('tells symbolic links, old and new', async () => {
    const link = (content: string): Files[string] => ({ mode: '120000', content });
    const checkout = await checkoutOf({ same: link('a.txt'), again: link('a.txt'), edited: link('a'), 'a.txt': 'a\n' });
    edit(checkout, 'edited', '/etc/passwd');
    unlinkSync(join(checkout.directory, 'again'));
    symlinkSync('a.txt', join(checkout.directory, 'again'));
    symlinkSync('/etc', join(checkout.directory, 'new'));
    unlinkSync(join(checkout.directory, 'a.txt'));
    symlinkSync('/etc/passwd', join(checkout.directory, 'a.txt'));

    expect(await changeLines(checkout)).toEqual([
      'modified symlink 11 a.txt',
      'modified symlink 11 edited',
      'added symlink 4 new',
    ]);
  });

  it('does not look through a folder that became a link', async () => {
    const checkout = await checkoutOf({ 'dir/a.txt': 'a\n', 'dir/sub/b.txt': 'b\n' });
    mkdirSync(join(forge.folder, 'elsewhere'));
    writeFileSync(join(forge.folder, 'elsewhere/a.txt'), 'a\n');
    rmSync(join(checkout.directory, 'dir'), { recursive: true });
    symlinkSync(join(forge.folder, 'elsewhere'), join(checkout.directory, 'dir'));

    const changes = (await checkout.changes()).map(({ kind, type, path }) => `${kind} ${type} ${path}`);

    expect(changes).toEqual(['added symlink dir', 'deleted file dir/a.txt', 'deleted file dir/sub/b.txt']);
  });

  it('tells what is neither file nor link, without waiting for it', async () => {
    const checkout = await checkoutOf({ 'a.txt': 'a\n' });
    unlinkSync(join(checkout.directory, 'a.txt'));
    execFileSync('mkfifo', [join(checkout.directory, 'a.txt'), join(checkout.directory, 'fifo')]);
    const server = createServer().listen(join(checkout.directory, 'socket'));
    await new Promise((resolve) => server.once('listening', resolve));

    const lines = await changeLines(checkout);
    server.close();

    expect(lines).toEqual(['modified other 0 a.txt', 'added other 0 fifo', 'added other 0 socket']);
  });

  it('tells repositories inside the repository', async () => {
    const checkout = await checkoutOf({ 'dir/a.txt': 'a\n' });
    edit(checkout, 'dir/.git/config', '[core]\n');
    edit(checkout, 'vendor/lib/.git', 'gitdir: /somewhere\n');
    edit(checkout, 'vendor/lib/code.js', 'x');
    edit(checkout, '.GIT/config', '[core]\n');
    edit(checkout, 'dir/git~1', 'x');

    expect(await changeLines(checkout)).toEqual([
      'added other 0 .GIT',
      'added other 0 dir/.git',
      'added other 0 dir/git~1',
      'added other 0 vendor/lib/.git',
      'added file 1 vendor/lib/code.js',
    ]);
  });

  it('tells what happens to submodules', async () => {
    const id = '1234567890123456789012345678901234567890';
    const checkout = await checkoutOf(
      Object.fromEntries(['a', 'b', 'c'].map((name) => [name, { mode: '160000', content: id }])),
    );
    rmSync(join(checkout.directory, 'a'), { recursive: true });
    edit(checkout, 'b/file', 'x');

    expect(await changeLines(checkout)).toEqual(['deleted other 0 a', 'modified other 0 b']);
  });

  it('knows names with any characters', async () => {
    const names = [
      '-rf',
      ' spaced ',
      'new\nline',
      'quo"te',
      'back\\slash',
      'größe-日本',
      'tab\t',
      '*?[x]',
      ':(top)',
      '#x',
    ];
    const checkout = await checkoutOf({ 'dir/unten-ü': 'a\n' });
    for (const name of names) edit(checkout, `dir/${name}`, 'x');

    const paths = (await checkout.changes()).map(({ path }) => path);

    expect(paths).toEqual(names.map((name) => `dir/${name}`).sort());
  });

  it('lets nobody judge names that are no UTF-8', async () => {
    const checkout = await checkoutOf({ 'caf\xe9.txt': 'a\n', 'bar\xe9.txt': 'b\n', 'unchanged\xe9.txt': 'c\n' });
    const file = (name: string): Buffer => Buffer.from(`${checkout.directory}/${name}`, 'latin1');
    writeFileSync(file('caf\xe9.txt'), 'changed\n');
    writeFileSync(file('new\xff'), 'x');
    unlinkSync(file('bar\xe9.txt'));

    expect(await changeLines(checkout)).toEqual([
      'deleted other 0 bar\ufffd.txt',
      'modified other 8 caf\ufffd.txt',
      'added other 1 new\ufffd',
    ]);
  });

  it('reports a folder that lies deeper than a path can be long', async () => {
    const checkout = await checkoutOf({ 'a.txt': 'a\n' });
    const script = 'for i in $(seq 60); do mkdir -p $(printf "d%.0s" $(seq 100)); cd -P d*; done; touch end';
    execFileSync('sh', ['-c', script], { cwd: checkout.directory });

    const changes = await checkout.changes();

    expect(changes).toHaveLength(1);
    expect(changes[0]).toMatchObject({ kind: 'added', type: 'other' });
  });

  it('does not take for unchanged or gone what it may not read', async () => {
    const checkout = await checkoutOf({ 'a.txt': 'a\n', 'dir/b.txt': 'b\n', 'c.txt': 'c\n' });
    edit(checkout, 'a.txt', 'b\n');
    edit(checkout, 'closed/new.txt', 'x');
    for (const path of ['a.txt', 'dir', 'closed']) chmodSync(join(checkout.directory, path), 0o000);

    const lines = await withoutPrivileges(forge.folder, () => changeLines(checkout));

    expect(lines).toEqual(['modified other 2 a.txt', 'added other 0 closed', 'modified other 0 dir']);
  });
});
