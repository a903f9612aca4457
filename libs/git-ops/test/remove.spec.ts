import { execFileSync, spawn, spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { claimFolder, removeLeftovers } from '../src/index.js';
import { edit, prepareCheckout, REPOSITORY } from './prepare-checkout.js';
import { TestForge } from './test-forge.js';
import { withoutPrivileges } from './without-privileges.js';

let forge: TestForge;
beforeEach(async () => {
  forge = await TestForge.start();
  forge.createRepository(REPOSITORY, { 'a.txt': 'a\n' });
});
afterEach(() => forge.close());

describe('remove', () => {
  it('removes everything, and does nothing the second time', async () => {
    const checkout = await prepareCheckout(forge);

    await checkout.remove();
    await checkout.remove();

    expect(readdirSync(forge.workspace)).toEqual([]);
  });

  it('removes folders that may not be written to', async () => {
    const checkout = await prepareCheckout(forge);
    edit(checkout, 'closed/inner/file', 'x');
    chmodSync(join(checkout.directory, 'closed/inner'), 0o000);
    chmodSync(join(checkout.directory, 'closed'), 0o500);

    await withoutPrivileges(forge.folder, () => checkout.remove());

    expect(readdirSync(forge.workspace)).toEqual([]);
  });

  it('removes folders that lie deeper than a path can be long', async () => {
    const checkout = await prepareCheckout(forge);
    const script = 'for i in $(seq 60); do mkdir -p $(printf "d%.0s" $(seq 100)); cd -P d*; done; touch end';
    execFileSync('sh', ['-c', script], { cwd: checkout.directory });

    await checkout.remove();

    expect(readdirSync(forge.workspace)).toEqual([]);
  });

  it('follows no link', async () => {
    const checkout = await prepareCheckout(forge);
    mkdirSync(join(forge.folder, 'precious'));
    writeFileSync(join(forge.folder, 'precious/file'), 'x', { mode: 0o400 });
    symlinkSync(join(forge.folder, 'precious'), join(checkout.directory, 'link'));
    edit(checkout, 'closed/file', 'x');
    chmodSync(join(checkout.directory, 'closed'), 0o500);

    await withoutPrivileges(forge.folder, () => checkout.remove());

    expect(readFileSync(join(forge.folder, 'precious/file'), 'utf8')).toBe('x');
    expect(readdirSync(forge.workspace)).toEqual([]);
  });

  it('takes the name of the folder away before anything in it is gone, so that it can be cut short', async () => {
    const checkout = await prepareCheckout(forge);
    const root = dirname(checkout.directory);
    mkdirSync(`${root}-removed/in-the-way`, { recursive: true });

    await expect(checkout.remove()).rejects.toThrow('ENOTEMPTY');

    expect(existsSync(join(root, 'owner.json'))).toBe(true);
  });

  it('does so with any folder that is claimed for a job', async () => {
    const claimed = await claimFolder(forge.workspace, 0o700);
    mkdirSync(`${claimed.path}-removed/in-the-way`, { recursive: true });

    await expect(claimed.remove()).rejects.toThrow('ENOTEMPTY');

    expect(existsSync(join(claimed.path, 'owner.json'))).toBe(true);
  });

  it('is not undone by what comes after it', async () => {
    const checkout = await prepareCheckout(forge);
    edit(checkout, 'a.txt', 'b\n');
    const changes = await checkout.changes();
    await checkout.remove();

    await expect(checkout.diff(changes)).rejects.toThrow('ENOENT');

    expect(readdirSync(forge.workspace)).toEqual([]);
  });
});

describe('removeLeftovers', () => {
  const name = (pid: number, letter = 'a'): string => `ai-agent-${pid}-${letter.repeat(24)}`;

  /** A folder as a worker leaves it. */
  function leftover(folder: string, owner?: object): string {
    const path = join(forge.workspace, folder);
    mkdirSync(join(path, 'files'), { recursive: true });
    writeFileSync(join(path, 'files/file'), 'x');
    if (owner) writeFileSync(join(path, 'owner.json'), JSON.stringify(owner));
    return path;
  }

  /** What our own folders say about us. */
  async function self(): Promise<Record<string, unknown>> {
    const checkout = await prepareCheckout(forge);
    const owner = readFileSync(join(dirname(checkout.directory), 'owner.json'), 'utf8');
    await checkout.remove();
    return JSON.parse(owner) as Record<string, unknown>;
  }

  it('removes what a dead worker left, and nothing of a living one', async () => {
    const { pid: dead } = spawnSync('true');
    const living = spawn('sleep', ['60']);
    const startOf = (pid: number): string | undefined => readFileSync(`/proc/${pid}/stat`, 'utf8').split(' ')[21];
    const us = await self();
    leftover(name(dead), { ...us, pid: dead, startTime: '1' });
    const kept = name(living.pid ?? 0);
    leftover(kept, { ...us, pid: living.pid, startTime: startOf(living.pid ?? 0) });

    const removed = await removeLeftovers(forge.workspace);
    living.kill();

    expect(removed).toEqual([name(dead)]);
    expect(readdirSync(forge.workspace)).toEqual([kept]);
  });

  it('keeps our own checkouts', async () => {
    const checkout = await prepareCheckout(forge);

    const removed = await removeLeftovers(forge.workspace);

    expect(removed).toEqual([]);
    expect(existsSync(checkout.directory)).toBe(true);
  });

  it('is not fooled by a new process with the number of the old one', async () => {
    leftover(name(process.pid), { ...(await self()), startTime: '1' });

    const removed = await removeLeftovers(forge.workspace);

    expect(removed).toEqual([name(process.pid)]);
  });

  it('removes what our container left before it was restarted, and nothing of other containers', async () => {
    const us = await self();
    leftover(name(1), { ...us, pid: 1, pidNamespace: 'pid:[1]' });
    leftover(name(2), { ...us, pid: 2, pidNamespace: 'pid:[1]', host: 'another-host' });

    const removed = await removeLeftovers(forge.workspace);

    expect(removed).toEqual([name(1)]);
  });

  it('removes a folder without an owner only when it is old', async () => {
    leftover(name(3, 'a'));
    const old = leftover(name(3, 'b'));
    utimesSync(old, new Date(0), new Date(0));

    const removed = await removeLeftovers(forge.workspace);

    expect(removed).toEqual([name(3, 'b')]);
  });

  it('goes on where a worker was killed while it removed a folder', async () => {
    leftover(`${name(5)}-removed`);

    const removed = await removeLeftovers(forge.workspace);

    expect(removed).toEqual([`${name(5)}-removed`]);
  });

  it('leaves everything else alone', async () => {
    const owner = { ...(await self()), pid: 2 ** 22, startTime: '1' };
    leftover('precious', owner);
    symlinkSync(join(forge.workspace, 'precious'), join(forge.workspace, name(4)));
    for (const folder of ['files', 'ai-agent-5', `${name(6)}.bak`, `my-${name(7)}`]) leftover(folder, owner);
    const before = readdirSync(forge.workspace).sort();

    const removed = await removeLeftovers(forge.workspace);

    expect(removed).toEqual([]);
    expect(readdirSync(forge.workspace).sort()).toEqual(before);
  });

  it('does nothing when there is no such folder yet', async () => {
    expect(await removeLeftovers(join(forge.folder, 'nowhere'))).toEqual([]);
  });
});
