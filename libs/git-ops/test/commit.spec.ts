import { chmodSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Checkout } from '@ai-coding-agent/job-pipeline';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BRANCH, commitAll, edit, never, prepareCheckout, REPOSITORY } from './prepare-checkout.js';
import { AGENT, TestForge, type Files } from './test-forge.js';

/** Files that careless tools rewrite. */
const DELICATE: Files = {
  'crlf.txt': 'a\r\nb\r\n',
  'mixed.txt': 'a\r\nb\nc\rd',
  'bom.txt': '\ufeffa\n',
  'no-newline.txt': 'a\nb',
  'ident.txt': '$Id$\n',
  'utf16.txt': Buffer.from('\ufeffhello\n', 'utf16le'),
  'binary.bin': Buffer.from(Array.from({ length: 256 }, (_, byte) => byte)),
  'latin1-\xe9.txt': Buffer.from('caf\xe9\n', 'latin1'),
  'back\\slash': 'x\n',
  'script.sh': { mode: '100755', content: '#!/bin/sh\r\n' },
  link: { mode: '120000', content: 'crlf.txt' },
  'large.psd': 'version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n',
  'empty.txt': '',
  'dir.txt': 'sorts between dir and dir-x\n',
  'dir/inner/a.txt': 'a\n',
  'dir-x/a.txt': 'a\n',
};

let forge: TestForge;
beforeEach(async () => {
  forge = await TestForge.start();
});
afterEach(() => forge.close());

async function push(checkout: Checkout): Promise<string> {
  const commit = await commitAll(checkout);
  await checkout.push(commit, never());
  forge.git(REPOSITORY, 'fsck', '--strict', '--no-dangling');
  return commit;
}

/** `mode oid path` of everything in a commit. */
function tree(revision: string): string[] {
  return forge.gitBytes(REPOSITORY, 'ls-tree', '-r', '-z', revision).toString('latin1').split('\0').slice(0, -1);
}

function differences(): string[] {
  const lines = forge.gitBytes(REPOSITORY, 'diff-tree', '-r', '-z', '--name-status', '--no-renames', 'main', BRANCH);
  return lines.toString('latin1').split('\0').slice(0, -1);
}

describe('commit', () => {
  it.each([
    ['none', ''],
    ['line endings and keywords', '* text eol=crlf ident\n'],
    ['encodings', '* text=auto working-tree-encoding=UTF-16LE\n'],
    ['filters', '*.psd filter=lfs diff=lfs merge=lfs -text\n* filter=evil\n[attr]binary text\n'],
  ])('changes no other file by a single byte, with attributes for %s', async (_, attributes) => {
    forge.createRepository(REPOSITORY, { ...DELICATE, '.gitattributes': attributes, 'edited.txt': 'old\r\n' });

    const checkout = await prepareCheckout(forge);
    const before = await checkout.changes();
    edit(checkout, 'edited.txt', 'new\r\n');
    await push(checkout);

    expect(before).toEqual([]);
    expect(differences()).toEqual(['M', 'edited.txt']);
    expect(forge.git(REPOSITORY, 'show', `${BRANCH}:edited.txt`)).toBe('new\r\n');
  });

  it('keeps what is in the folders of a changed file, also what only old tools wrote', async () => {
    forge.createRepository(REPOSITORY, { 'dir/a.txt': 'a\n', 'dir/b.txt': 'b\n', 'dir/sub/c.txt': 'c\n' });
    const old = forge
      .gitBytes(REPOSITORY, 'cat-file', 'tree', 'main:dir')
      .toString('latin1')
      .replace('100644 b', '100664 b');
    const written = ['hash-object', '--literally', '-t', 'tree', '-w', '--stdin'];
    const inner = forge.git(REPOSITORY, ...written, Buffer.from(old, 'latin1')).trim();
    const outer = forge.git(REPOSITORY, 'mktree', Buffer.from(`040000 tree ${inner}\tdir\n`)).trim();
    const identity = ['-c', 'user.name=x', '-c', 'user.email=x@example.test'];
    const base = forge.git(REPOSITORY, ...identity, 'commit-tree', '-m', 'old', outer).trim();
    forge.git(REPOSITORY, 'update-ref', 'refs/heads/main', base);

    const checkout = await prepareCheckout(forge);
    edit(checkout, 'dir/a.txt', 'changed\n');
    const commit = await commitAll(checkout);
    await checkout.push(commit, never());

    expect(differences()).toEqual(['M', 'dir/a.txt']);
    expect(forge.gitBytes(REPOSITORY, 'cat-file', 'tree', `${commit}:dir`).toString('latin1')).toContain(
      '100664 b.txt',
    );
  });

  it('adds, replaces and removes files and folders', async () => {
    forge.createRepository(REPOSITORY, { file: 'a\n', 'folder/a': 'a\n', 'lonely/deep/x': 'x\n', 'stay.txt': 's\n' });

    const checkout = await prepareCheckout(forge);
    unlinkSync(join(checkout.directory, 'file'));
    unlinkSync(join(checkout.directory, 'folder/a'));
    unlinkSync(join(checkout.directory, 'lonely/deep/x'));
    edit(checkout, 'file/inner/new', 'x');
    edit(checkout, 'größe "\n\\.txt', 'x');
    await push(checkout);

    const names = forge.git(REPOSITORY, 'ls-tree', '-r', '-t', '-z', '--name-only', BRANCH).split('\0');
    expect(names.slice(0, -1)).toEqual(['file', 'file/inner', 'file/inner/new', 'größe "\n\\.txt', 'stay.txt']);
  });

  it('keeps modes, and makes only new scripts executable', async () => {
    forge.createRepository(REPOSITORY, { 'a.txt': 'a\n', 'run.sh': { mode: '100755', content: '#!/bin/sh\n' } });

    const checkout = await prepareCheckout(forge);
    for (const path of ['a.txt', 'run.sh', 'new.txt', 'new.sh', 'plain.sh']) edit(checkout, path, '#!/bin/sh\ntrue\n');
    edit(checkout, 'new.txt', 'text\n');
    chmodSync(join(checkout.directory, 'run.sh'), 0o644);
    for (const path of ['a.txt', 'new.txt', 'new.sh']) chmodSync(join(checkout.directory, path), 0o755);
    await push(checkout);

    expect(tree(BRANCH).map((line) => line.replace(/ blob .*\t/, ' '))).toEqual([
      '100644 a.txt',
      '100755 new.sh',
      '100644 new.txt',
      '100644 plain.sh',
      '100755 run.sh',
    ]);
  });

  it('commits a changed link as a link', async () => {
    forge.createRepository(REPOSITORY, { link: { mode: '120000', content: 'a' } });

    const checkout = await prepareCheckout(forge);
    writeFileSync(join(checkout.directory, 'link'), 'b');
    await push(checkout);

    expect(tree(BRANCH)[0]).toMatch(/^120000 /);
    expect(forge.git(REPOSITORY, 'show', `${BRANCH}:link`)).toBe('b');
  });

  it('commits only the changes that it is given', async () => {
    forge.createRepository(REPOSITORY, { 'a.txt': 'a\n', 'b.txt': 'b\n' });

    const checkout = await prepareCheckout(forge);
    edit(checkout, 'a.txt', 'changed\n');
    edit(checkout, 'b.txt', 'changed\n');
    const changes = (await checkout.changes()).filter(({ path }) => path === 'a.txt');
    const commit = await checkout.commit(changes, { subject: 'x', body: '', trailers: [] });
    await checkout.push(commit, never());

    expect(differences()).toEqual(['M', 'a.txt']);
  });

  it('is by the agent, on the base commit, and reads back as it was written', async () => {
    const base = forge.createRepository(REPOSITORY, { 'a.txt': 'a\n' });
    const trailers = [
      ['Job-Id', 'job-1'],
      ['Co-authored-by', 'Zoë\nJob-Id: forged <z@example.test>'],
    ] as const;

    const checkout = await prepareCheckout(forge);
    edit(checkout, 'a.txt', 'b\n');
    const text = { subject: 'Fix #1: größe\nand more', body: 'Why.\r\n\r\nJob-Id: forged\n', trailers };
    const commit = await checkout.commit(await checkout.changes(), text);
    await checkout.push(commit, never());

    const format = '%P%n%an <%ae>%n%cn <%ce>%n%s%n%(trailers:key=Job-Id,valueonly)';
    expect(forge.git(REPOSITORY, 'log', '-1', `--format=${format}`, BRANCH).trim().split('\n')).toEqual([
      base,
      `${AGENT.name} <${AGENT.email}>`,
      `${AGENT.name} <${AGENT.email}>`,
      'Fix #1: größe and more',
      'job-1',
    ]);
    expect(forge.git(REPOSITORY, 'log', '-1', '--format=%B', BRANCH).trim()).toBe(
      'Fix #1: größe and more\n\nWhy.\n\nJob-Id: forged\n\n' +
        'Job-Id: job-1\nCo-authored-by: Zoë Job-Id: forged <z@example.test>',
    );
  });

  it('knows its own commit again, however its author is written in the settings', async () => {
    forge.createRepository(REPOSITORY, { 'a.txt': 'a\n' });
    const author = { name: 'Agent <x>\n', email: ' <agent@example.test>\n' };

    const checkout = await prepareCheckout(forge, {}, { author });
    edit(checkout, 'a.txt', 'b\n');
    await push(checkout);
    const { remoteBranch } = await prepareCheckout(forge, {}, { author });

    expect(remoteBranch.state).toBe('same-job');
    expect(forge.git(REPOSITORY, 'log', '-1', '--format=%an <%ae>', BRANCH)).toBe('Agent x <agent@example.test>\n');
  });
});
