import { randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync, rmSync, statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import type { Checkout } from '@ai-coding-agent/job-pipeline';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FILES, MirrorWorld, NO_PACK, noise, PACK } from './mirror-world.js';
import { BRANCH, commitAll, edit, failureOf, never, prepareCheckout, REPOSITORY } from './prepare-checkout.js';
import { TestForge, TOKEN } from './test-forge.js';

let world: MirrorWorld;
beforeEach(async () => {
  world = await MirrorWorld.start();
});
afterEach(() => world.close());

describe('a repository that was seen before', () => {
  it('is fetched without what is known, and is checked out just as without a mirror', async () => {
    let moved: Checkout | undefined;
    let unmoved: Checkout | undefined;
    const first = await world.sentFor();
    world.forge.commit(REPOSITORY, 'main', { files: { 'd0/0.txt': 'new\n', 'd9/new.txt': 'new\n', 'd1/1.txt': null } });

    const second = await world.sentFor(async () => (moved = await world.prepare()));
    const third = await world.sentFor(async () => (unmoved = await world.prepare()));

    expect(first).toBeGreaterThan(PACK);
    expect(second).toBeLessThan(2 * NO_PACK);
    expect(third).toBeLessThan(NO_PACK);
    for (const checkout of [moved, unmoved]) await world.expectSameAsWithout(checkout as Checkout);
    expect(world.unfinished()).toEqual([]);
  });

  it.each([
    [
      'rewritten',
      () =>
        world.forge.git(
          REPOSITORY,
          'update-ref',
          'refs/heads/main',
          world.forge.commit(REPOSITORY, 'other', { from: 'old', files: { x: 'x' } }),
        ),
    ],
    ['set back', () => world.forge.git(REPOSITORY, 'update-ref', 'refs/heads/main', 'refs/heads/old')],
    [
      'replaced by the first commit of another history',
      () => {
        world.forge.commit(REPOSITORY, 'root', { files: { 'd0/0.txt': 'x' } });
        world.forge.git(REPOSITORY, 'update-ref', 'refs/heads/main', 'refs/heads/root');
      },
    ],
    [
      'reduced to a few of its files',
      () =>
        world.forge.commit(REPOSITORY, 'main', {
          files: Object.fromEntries(
            Object.keys(FILES)
              .slice(1)
              .map((path) => [path, null]),
          ),
        }),
    ],
  ])('shows nothing of what there was after its branch was %s', async (_, change) => {
    world.forge.git(REPOSITORY, 'branch', 'old', 'main');
    world.forge.commit(REPOSITORY, 'main', { files: { 'secret.txt': noise() } });
    await world.prepare();
    change();

    const checkout = await world.prepare();

    await world.expectSameAsWithout(checkout);
  });

  it('follows folders that become files, files that become links, and submodules that come and go', async () => {
    const submodule = { mode: '160000', content: '1234567890123456789012345678901234567890' };
    const link = { mode: '120000', content: 'd0/0.txt' };
    const script = { mode: '100755', content: '#!/bin/sh\n' };
    world.forge.commit(REPOSITORY, 'main', { files: { 'x/y/z': 'z', f: 'f', link, gone: submodule, run: 'run' } });
    await world.prepare();
    const files = {
      'x/y/z': null,
      x: 'x',
      f: null,
      'f/g': 'g',
      link: 'no link',
      gone: null,
      come: submodule,
      run: script,
    };
    world.forge.commit(REPOSITORY, 'main', { files: { ...files, 'd0/0.txt': link } });

    await world.expectSameAsWithout(await world.prepare());
  });

  it('shows nothing of another repository that had its name', async () => {
    await world.prepare();
    rmSync(world.forge.repositoryPath(REPOSITORY), { recursive: true });
    world.forge.createRepository(REPOSITORY, { 'other.txt': 'other\n' });

    await world.expectSameAsWithout(await world.prepare());
  });

  it('goes back and forth between branches, and takes commits and pushes as ever', async () => {
    world.forge.commit(REPOSITORY, 'feature', { from: 'main', files: { 'feature.txt': noise() } });
    await world.prepare();
    await world.expectSameAsWithout(await world.prepare('feature'), 'feature');
    const checkout = await world.prepare();
    await world.expectSameAsWithout(checkout);
    edit(checkout, 'd0/0.txt', 'edited\n');

    const commit = await commitAll(checkout);
    await checkout.push(commit, never());

    expect(world.forge.tip(REPOSITORY, BRANCH)).toBe(commit);
    expect(world.forge.git(REPOSITORY, 'diff', '--name-only', 'main', BRANCH)).toBe('d0/0.txt\n');
  });

  it('says that a branch is gone, and that there is none any more', async () => {
    world.forge.git(REPOSITORY, 'branch', 'gone', 'main');
    await world.prepare('gone');
    world.forge.git(REPOSITORY, 'update-ref', '-d', 'refs/heads/gone');

    expect(await failureOf(world.prepare('gone'))).toMatchObject({ code: 'base-branch-not-found', detail: 'gone' });
    world.forge.git(REPOSITORY, 'update-ref', '-d', 'refs/heads/main');
    expect(await failureOf(world.prepare())).toMatchObject({ code: 'repository-empty' });
    expect(readdirSync(world.forge.workspace)).toHaveLength(1);
  });

  it('is not for a token that may not read it any more', async () => {
    await (await world.prepare()).remove();
    const secret = `${TOKEN}-of-another-job`;

    for (const [status, code] of [
      [401, 'git-auth'],
      [403, 'git-auth'],
      [404, 'repository-not-found'],
    ] as const) {
      world.forge.authorize = ({ token }) => (token === TOKEN ? 200 : status);
      expect(await failureOf(world.prepare('main', { token: async () => secret }))).toMatchObject({ code });
    }

    expect(readdirSync(world.forge.workspace)).toEqual([]);
    expect(await world.sentFor()).toBeLessThan(NO_PACK);
  });

  it('is one for each server and each name', async () => {
    const other = await TestForge.start();
    other.createRepository(REPOSITORY, { 'other.txt': 'other\n' });
    world.forge.createRepository('acme/other', { 'other.txt': 'other\n' });
    await world.prepare();

    const checkouts = [
      await prepareCheckout(other, {}, { mirrors: { directory: world.directory } }),
      await world.prepare('main', {}, 'acme/other'),
    ];

    for (const checkout of checkouts) expect(readdirSync(checkout.directory).sort()).toEqual(['.git', 'other.txt']);
    expect(readdirSync(world.directory)).toHaveLength(3);
    await other.close();
  });
});

describe('all mirrors together', () => {
  const maxBytes = 400_000;
  const bounded = { mirrors: { directory: '', maxBytes } };
  beforeEach(() => {
    bounded.mirrors.directory = world.directory;
    for (const name of ['acme/one', 'acme/two', 'acme/three']) {
      world.forge.createRepository(name, { 'a.bin': randomBytes(150_000), 'b.txt': name });
    }
  });
  const use = async (name: string): Promise<number> => await world.sentFor(() => world.prepare('main', bounded, name));

  it('never take more than they may, and the one that was not used for the longest time goes first', async () => {
    await use('acme/one');
    await use('acme/two');
    expect(await use('acme/one')).toBeLessThan(NO_PACK);

    await use('acme/three');

    expect(bytesBelow(world.directory)).toBeLessThan(maxBytes);
    expect(await use('acme/one')).toBeLessThan(NO_PACK);
    expect(await use('acme/three')).toBeLessThan(NO_PACK);
    expect(await use('acme/two')).toBeGreaterThan(PACK);
    expect(bytesBelow(world.directory)).toBeLessThan(maxBytes);
  });

  it('do not count a repository that is too large to be kept with others', async () => {
    world.forge.createRepository('acme/huge', { 'a.bin': randomBytes(250_000) });
    await use('acme/one');

    await use('acme/huge');

    expect(readdirSync(world.directory)).toHaveLength(1);
    expect(await use('acme/one')).toBeLessThan(NO_PACK);
  });

  it('lose what killed workers left, and keep what living ones use', async () => {
    await use('acme/one');
    const key = join(world.directory, readdirSync(world.directory)[0] ?? '');
    for (const [name, hours] of [
      ['.loan-dead', 4],
      ['.loan-alive', 1],
    ] as const) {
      mkdirSync(join(key, name, 'objects'), { recursive: true });
      const time = Date.now() / 1000 - hours * 3600;
      utimesSync(join(key, name), time, time);
    }

    await use('acme/two');

    expect(readdirSync(key).filter((name) => name.startsWith('.'))).toEqual(['.loan-alive']);
  });
});

function bytesBelow(folder: string): number {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0);
}
