import { lstat, readdir, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { removeFolder } from './remove-folder.js';

export interface Room {
  /** Folder with a folder for each mirror, whose time of change says when it was used last: each use makes a loan in it. */
  readonly root: string;
  /** How much may stay. */
  readonly bytes: number;
  /** A mirror that is about to be replaced. */
  readonly spare: string;
}

/** What is hidden belongs to a worker that is at it, or was killed: no checkout takes so long, in milliseconds. */
const LONGEST_USE = 3 * 60 * 60 * 1000;

interface Found {
  readonly folder: string;
  readonly usedAt: number;
  readonly bytes: number;
}

/** Removes the mirrors that were not used for the longest time, until there is room. What is lent out stays so. */
export async function makeRoom({ root, bytes, spare }: Room): Promise<void> {
  const found: Found[] = [];
  for (const name of await readdir(root)) {
    const folder = join(root, name);
    // Another worker may be removing it.
    const mirror = await look(folder).catch(() => undefined);
    if (mirror) found.push(mirror);
  }
  let total = found.reduce((sum, mirror) => sum + mirror.bytes, 0);
  for (const { folder, bytes: size } of found.sort((a, b) => a.usedAt - b.usedAt)) {
    if (total <= bytes) return;
    if (folder === spare) continue;
    await removeVersions(folder);
    total -= size;
  }
}

async function look(folder: string): Promise<Found> {
  const { mtimeMs: usedAt } = await lstat(folder);
  let bytes = 0;
  for (const name of await readdir(folder)) {
    const path = join(folder, name);
    if (!name.startsWith('.')) bytes += await sizeOf(path);
    else if ((await lstat(path)).mtimeMs < Date.now() - LONGEST_USE) await removeFolder(path);
  }
  return { folder, usedAt, bytes };
}

async function removeVersions(folder: string): Promise<void> {
  for (const name of await readdir(folder).catch(() => [])) {
    if (!name.startsWith('.')) await removeFolder(join(folder, name)).catch(() => undefined);
  }
  await rmdir(folder).catch(() => undefined); // not while something of it is lent out
}

async function sizeOf(path: string): Promise<number> {
  const status = await lstat(path);
  if (!status.isDirectory()) return status.size;
  const sizes = await Promise.all((await readdir(path)).map((name) => sizeOf(join(path, name))));
  return sizes.reduce((sum, size) => sum + size, 0);
}
