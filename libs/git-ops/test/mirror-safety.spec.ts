import { chmodSync, existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MirrorWorld, PACK } from './mirror-world.js';
import { failureOf, REPOSITORY } from './prepare-checkout.js';
import { TOKEN } from './test-forge.js';

let world: MirrorWorld;
beforeEach(async () => {
  world = await MirrorWorld.start();
});
afterEach(() => world.close());

describe('a mirror', () => {
  it('holds no secret and belongs to its user alone', async () => {
    await world.prepare();

    expect(statSync(world.directory).mode & 0o777).toBe(0o700);
    for (const entry of readdirSync(world.directory, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue;
      const path = join(entry.parentPath, entry.name);
      const content = readFileSync(path, 'latin1');
      expect(
        content.includes(TOKEN) || content.includes(Buffer.from(`x-access-token:${TOKEN}`).toString('base64')),
      ).toBe(false);
    }
    expect(readFileSync(join(version(), 'config'), 'utf8')).not.toMatch(/remote|url|extraheader/i);
  });

  it('is neither made nor read where no wall stands before it', async () => {
    const open = { mirrors: { directory: world.directory, isWalledOff: () => false } };
    await world.prepare('main', open);
    expect(existsSync(world.directory)).toBe(false);
    await world.prepare();

    const sent = await world.sentFor(() => world.prepare('main', open));

    expect(sent).toBeGreaterThan(PACK);
  });

  it('is not read where somebody else may write', async () => {
    await world.prepare();
    chmodSync(world.directory, 0o770);

    expect(await world.sentFor()).toBeGreaterThan(PACK);
  });

  it('is not made of what the server may not send', async () => {
    const blob = Buffer.from(world.forge.git(REPOSITORY, 'rev-parse', 'main:d0/0.txt').trim(), 'hex');
    const literally = ['hash-object', '--literally', '-t', 'tree', '-w', '--stdin'];
    const tree = world.forge.git(REPOSITORY, ...literally, Buffer.concat([Buffer.from('100644 .GIT\0'), blob])).trim();
    const commit = world.forge.git(
      REPOSITORY,
      '-c',
      'user.name=x',
      '-c',
      'user.email=x@y',
      'commit-tree',
      '-m',
      'x',
      tree,
    );
    await world.prepare();
    world.forge.git(REPOSITORY, 'update-ref', 'refs/heads/main', commit.trim());

    expect(await failureOf(world.prepare())).toMatchObject({ code: 'git-failed' });

    expect(
      existsSync(world.directory)
        ? readdirSync(world.directory).flatMap((key) => readdirSync(join(world.directory, key)))
        : [],
    ).toEqual([]);
  });
});

/** Folder of the newest version of the only mirror. */
function version(): string {
  const [key = ''] = readdirSync(world.directory);
  return join(world.directory, key, readdirSync(join(world.directory, key)).sort().at(-1) ?? '');
}
