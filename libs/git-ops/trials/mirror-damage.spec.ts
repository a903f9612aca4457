import { chmodSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MirrorWorld, NO_PACK } from '../test/mirror-world.js';
import { REPOSITORY } from '../test/prepare-checkout.js';

let world: MirrorWorld;
beforeEach(async () => {
  world = await MirrorWorld.start();
});
afterEach(() => world.close());

describe('a mirror', () => {
  it.each<[string, () => void]>([
    ['a pack with a flipped bit', () => damage('.pack', (bytes) => void (bytes[bytes.length >> 1]! ^= 1))],
    ['a pack that was cut off', () => damage('.pack', (bytes) => bytes.subarray(0, bytes.length >> 1))],
    ['a pack of zeros', () => damage('.pack', (bytes) => void bytes.fill(0))],
    ['an index of nonsense', () => damage('.idx', (bytes) => void bytes.fill(7, 1_100))],
    ['an empty index', () => damage('.idx', (bytes) => bytes.subarray(0, 0))],
    ['no pack', () => rmSync(packFile('.pack'))],
    ['no index', () => rmSync(packFile('.idx'))],
    ['another commit than it says', () => writeFileSync(join(version(), 'HEAD'), `${'1'.repeat(40)}\n`)],
    ['no commit', () => writeFileSync(join(version(), 'HEAD'), 'ref: refs/heads/main\n')],
    ['nonsense for its limits', () => writeFileSync(join(version(), 'shallow'), 'nonsense\n')],
    ['nothing', () => rmSync(version(), { recursive: true })],
  ])('costs only time when it has %s', async (_, spoil) => {
    world.forge.commit(REPOSITORY, 'main', { files: { a: 'a' } });
    await world.prepare();
    spoil();
    await world.expectSameAsWithout(await world.prepare());
    world.forge.commit(REPOSITORY, 'main', { files: { a: 'b' } });
    await world.expectSameAsWithout(await world.prepare());
    spoil();
    world.forge.commit(REPOSITORY, 'main', { files: { a: 'c' } });
    await world.expectSameAsWithout(await world.prepare());

    expect(await world.sentFor()).toBeLessThan(NO_PACK);
  });

  it.each(['fetch', 'pack-objects', 'read-tree'])(
    'costs only time when it is removed right before git %s',
    async (command) => {
      await world.prepare();
      world.forge.commit(REPOSITORY, 'main', { files: { a: 'b' } });
      const git = join(world.forge.folder, 'removing-git');
      const script = `case "$*" in *" ${command} "*) rm -rf '${dirname(world.directory)}';; esac`;
      writeFileSync(git, `#!/bin/sh\n${script}\nexec git "$@"\n`, { mode: 0o755 });

      await world.expectSameAsWithout(await world.prepare('main', { git }));
      await world.expectSameAsWithout(await world.prepare());
    },
  );
});

/** Folder of the newest version of the only mirror. */
function version(): string {
  const [key = ''] = readdirSync(world.directory);
  return join(world.directory, key, readdirSync(join(world.directory, key)).sort().at(-1) ?? '');
}

function packFile(ending: '.pack' | '.idx'): string {
  const folder = join(version(), 'objects/pack');
  return join(folder, readdirSync(folder).find((name) => name.endsWith(ending)) ?? '');
}

function damage(ending: '.pack' | '.idx', change: (bytes: Buffer) => Buffer | void): void {
  const file = packFile(ending);
  const bytes = readFileSync(file);
  const changed = change(bytes) ?? bytes;
  chmodSync(file, 0o600);
  writeFileSync(file, changed);
}
