import { lstatSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Checkout } from '@ai-coding-agent/job-pipeline';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BRANCH, failureOf, prepareCheckout, REPOSITORY } from './prepare-checkout.js';
import { runGit, TestForge } from './test-forge.js';

let forge: TestForge;
beforeEach(async () => {
  forge = await TestForge.start();
});
afterEach(() => forge.close());

function gitInside(checkout: Checkout, ...args: string[]): string {
  return runGit(['-C', checkout.directory, ...args]).toString();
}

describe('prepare', () => {
  it('checks out the newest commit of the base branch', async () => {
    forge.createRepository(REPOSITORY, { 'a.txt': 'old\n' });
    const tip = forge.commit(REPOSITORY, 'main', { files: { 'a.txt': 'new\n', 'dir/b.txt': 'b\n' } });

    const checkout = await prepareCheckout(forge);

    expect(checkout).toMatchObject({
      base: 'main',
      baseCommit: tip,
      branch: BRANCH,
      remoteBranch: { state: 'absent' },
    });
    expect(readFileSync(join(checkout.directory, 'a.txt'), 'utf8')).toBe('new\n');
    expect(readFileSync(join(checkout.directory, 'dir/b.txt'), 'utf8')).toBe('b\n');
    expect(await checkout.changes()).toEqual([]);
  });

  it('puts everything into one folder that nobody else may enter', async () => {
    forge.createRepository(REPOSITORY, { 'a.txt': 'a\n' });

    const checkout = await prepareCheckout(forge);

    const [name = ''] = readdirSync(forge.workspace);
    expect(name).toMatch(new RegExp(`^ai-agent-${process.pid}-[0-9a-f]{24}$`));
    expect(dirname(checkout.directory)).toBe(join(forge.workspace, name));
    expect(statSync(join(forge.workspace, name)).mode & 0o777).toBe(0o700);
  });

  it('gives the agent a repository of its own that native git can read', async () => {
    forge.createRepository(REPOSITORY, { 'a.txt': 'a\n', 'dir/b.txt': 'b\n' });
    const tip = forge.commit(REPOSITORY, 'main', { files: { 'a.txt': 'a2\n' }, message: 'Second' });

    const checkout = await prepareCheckout(forge);

    expect(gitInside(checkout, 'ls-files')).toBe('a.txt\ndir/b.txt\n');
    expect(gitInside(checkout, 'status', '--porcelain=v2', '--branch')).toBe(
      `# branch.oid ${tip}\n# branch.head main\n`,
    );
    expect(gitInside(checkout, 'log', '--format=%H %s')).toBe(`${tip} Second\n`);
    expect(gitInside(checkout, 'show', 'HEAD:a.txt')).toBe('a2\n');
    expect(gitInside(checkout, 'remote')).toBe('');
    expect(readdirSync(join(checkout.directory, '.git'))).not.toContain('hooks');
  });

  it('follows branches whatever they are called, and not a tag of the same name', async () => {
    forge.createRepository(REPOSITORY, { 'a.txt': 'main\n' });
    const tip = forge.commit(REPOSITORY, 'feature/größe-ß', { from: 'main', files: { 'a.txt': 'branch\n' } });
    forge.git(REPOSITORY, 'tag', 'feature/größe-ß', 'main');

    const checkout = await prepareCheckout(forge, { base: 'feature/größe-ß' });

    expect(checkout.baseCommit).toBe(tip);
    expect(gitInside(checkout, 'symbolic-ref', 'HEAD')).toBe('refs/heads/feature/größe-ß\n');
  });

  it('writes symbolic links as plain files and leaves submodules empty', async () => {
    forge.createRepository(REPOSITORY, {
      link: { mode: '120000', content: '/etc/passwd' },
      module: { mode: '160000', content: '1234567890123456789012345678901234567890' },
      '.gitmodules': '[submodule "module"]\n\tpath = module\n\turl = https://example.test/other.git\n',
    });

    const checkout = await prepareCheckout(forge);

    expect(lstatSync(join(checkout.directory, 'link')).isFile()).toBe(true);
    expect(readFileSync(join(checkout.directory, 'link'), 'utf8')).toBe('/etc/passwd');
    expect(readdirSync(join(checkout.directory, 'module'))).toEqual([]);
    expect(await checkout.changes()).toEqual([]);
  });

  it('takes repositories with the blemishes of old tools', async () => {
    forge.createRepository(REPOSITORY, { 'dir/a.txt': 'a\n' });
    const inner = Buffer.from(forge.git(REPOSITORY, 'rev-parse', 'main:dir').trim(), 'hex');
    const zeroPadded = Buffer.concat([Buffer.from('040000 dir\0'), inner]);
    const tree = forge.git(REPOSITORY, 'hash-object', '--literally', '-t', 'tree', '-w', '--stdin', zeroPadded).trim();
    const text = `tree ${tree}\nauthor Ada<ada@example.test> 1 +99999\ncommitter  <ada> 1 +0000\n\nold\n`;
    const literally = ['hash-object', '--literally', '-t', 'commit', '-w', '--stdin'];
    const commit = forge.git(REPOSITORY, ...literally, Buffer.from(text)).trim();
    forge.git(REPOSITORY, 'update-ref', 'refs/heads/main', commit);

    const checkout = await prepareCheckout(forge);

    expect(checkout.baseCommit).toBe(commit);
    expect(await checkout.changes()).toEqual([]);
  });

  it('refuses a tree that would write into .git', async () => {
    forge.createRepository(REPOSITORY, { 'a.txt': 'a\n' });
    const blob = Buffer.from(forge.git(REPOSITORY, 'rev-parse', 'main:a.txt').trim(), 'hex');
    const treeOf = (content: Buffer): string =>
      forge.git(REPOSITORY, 'hash-object', '--literally', '-t', 'tree', '-w', '--stdin', content).trim();
    const inner = treeOf(Buffer.concat([Buffer.from('100644 config\0'), blob]));
    const outer = treeOf(Buffer.concat([Buffer.from('40000 .GIT\0'), Buffer.from(inner, 'hex')]));
    const commit = forge.git(REPOSITORY, '-c', 'user.name=x', '-c', 'user.email=x@y', 'commit-tree', '-m', 'x', outer);
    forge.git(REPOSITORY, 'update-ref', 'refs/heads/main', commit.trim());

    const failure = await failureOf(prepareCheckout(forge));

    expect(failure.code).toBe('git-failed');
  });

  it.each([
    ['a branch that is not there', 'nope', 'base-branch-not-found'],
    ['a tag', 'v1.0', 'base-branch-not-found'],
    ['the beginning of an option', '--upload-pack=touch', 'base-branch-not-found'],
  ])('does not take %s for a base', async (_, base, code) => {
    forge.createRepository(REPOSITORY, { 'a.txt': 'a\n' });
    forge.git(REPOSITORY, 'tag', 'v1.0', 'main');

    const failure = await failureOf(prepareCheckout(forge, { base }));

    expect(failure).toMatchObject({ code, detail: base });
    expect(readdirSync(forge.workspace)).toEqual([]);
  });

  it('does not take a commit for a base', async () => {
    const commit = forge.createRepository(REPOSITORY, { 'a.txt': 'a\n' });

    const failure = await failureOf(prepareCheckout(forge, { base: commit }));

    expect(failure).toMatchObject({ code: 'base-branch-not-found', detail: commit });
  });

  it('tells an empty repository from a missing branch', async () => {
    forge.createRepository(REPOSITORY);

    const failure = await failureOf(prepareCheckout(forge));

    expect(failure).toMatchObject({ code: 'repository-empty', detail: REPOSITORY });
    expect(readdirSync(forge.workspace)).toEqual([]);
  });
});
