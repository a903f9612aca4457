import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MirrorWorld, NO_PACK, noise } from './mirror-world.js';
import { gitCheckouts, never, prepareCheckout, REPOSITORY } from './prepare-checkout.js';
import { runGit } from './test-forge.js';

let world: MirrorWorld;
beforeEach(async () => {
  world = await MirrorWorld.start();
});
afterEach(() => world.close());

describe('a mirror', () => {
  it('may be made and removed by many workers at the same time', async () => {
    const workers = Array.from({ length: 4 }, () =>
      gitCheckouts(world.forge, { mirrors: { directory: world.directory } }),
    );
    let isOver = false;
    const remover = (async () => {
      while (!isOver) {
        spawnSync('rm', ['-rf', world.directory]); // while others write there, something may be left
        await new Promise((resolve) => setTimeout(resolve, 300));
      }
    })();

    const jobs = workers.map(async (worker, number) => {
      for (let round = 0; round < 3; round++) {
        if (number === 0) world.forge.commit(REPOSITORY, 'main', { files: { [`round-${round}`]: noise() } });
        const request = { jobId: `job-${number}`, repository: REPOSITORY, base: 'main', branch: `b-${number}` };
        const checkout = await worker.prepare({ ...request, signal: never() });
        expect(await checkout.changes()).toEqual([]);
        runGit(['-C', checkout.directory, 'fsck', '--full', '--strict']);
        await checkout.remove();
      }
    });
    await Promise.all(jobs).finally(() => (isOver = true));
    await remover;

    await world.expectSameAsWithout(await world.prepare());
    expect(world.unfinished()).toEqual([]);
  }, 60_000);

  it('is lent out to whoever uses it, and replaced meanwhile for everybody else', async () => {
    await world.prepare();
    world.forge.commit(REPOSITORY, 'main', { files: { a: 'b' } });
    const git = join(world.forge.folder, 'slow-git');
    const wait = `case "$*" in *" pack-objects "*) echo >> '${git}.reached'; while [ ! -e '${git}.go' ]; do sleep 0.05; done;; esac`;
    writeFileSync(git, `#!/bin/sh\n${wait}\nexec git "$@"\n`, { mode: 0o755 });
    const slow = world.prepare('main', { git });
    while (!existsSync(`${git}.reached`)) await new Promise((resolve) => setTimeout(resolve, 20));
    const tip = world.forge.tip(REPOSITORY, 'main');
    world.forge.commit(REPOSITORY, 'main', { files: { a: 'c' } });
    await world.prepare();
    writeFileSync(`${git}.go`, '');

    const checkout = await slow;

    expect(checkout.baseCommit).toBe(tip);
    expect(await checkout.changes()).toEqual([]);
    expect(readFileSync(`${git}.reached`, 'utf8')).toBe('\n');
  });

  it('is returned when a job is stopped', async () => {
    await world.prepare();
    const stop = new AbortController();
    const git = join(world.forge.folder, 'hanging-git');
    writeFileSync(
      git,
      `#!/bin/sh\ncase "$*" in *" read-tree "*) touch '${git}.reached'; sleep 60;; esac\nexec git "$@"\n`,
      { mode: 0o755 },
    );
    const job = prepareCheckout(world.forge, { signal: stop.signal }, { git, mirrors: { directory: world.directory } });
    while (!existsSync(`${git}.reached`)) await new Promise((resolve) => setTimeout(resolve, 20));

    stop.abort(new Error('cancelled'));

    await expect(job).rejects.toThrow('cancelled');
    expect(world.unfinished()).toEqual([]);
    expect(await world.sentFor()).toBeLessThan(NO_PACK);
  });
});
