import { lstat, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { FOLDER_NAME, OWNER_FILE, REMOVED_SUFFIX } from './owned-folder.js';
import { isAlive, type ProcessIdentity } from './process-identity.js';
import { removeFolder } from './remove-folder.js';

/** How long a folder may be without an owner file, in milliseconds: its process may just be writing it. */
const UNSIGNED_GRACE = 60 * 60 * 1000;

/**
 * Removes the checkouts of workers that no longer live. To be called when a worker starts; workers that share the
 * folder are not disturbed.
 * @returns the names of the folders that were removed; one that could not be removed is left out
 */
export async function removeLeftovers(workspaceDirectory: string): Promise<string[]> {
  const entries = await readdir(workspaceDirectory, { withFileTypes: true }).catch(emptyWhenMissing);
  const removed: string[] = [];
  for (const entry of entries) {
    if (!entry.isDirectory() || !FOLDER_NAME.test(entry.name)) continue;
    const folder = join(workspaceDirectory, entry.name);
    // One that resists, or that another worker removes at the same time, must not keep this worker from starting.
    if (await removeIfAbandoned(folder).catch(() => false)) removed.push(entry.name);
  }
  return removed;
}

async function removeIfAbandoned(folder: string): Promise<boolean> {
  if (!(await isAbandoned(folder))) return false;
  await removeFolder(folder);
  return true;
}

async function isAbandoned(folder: string): Promise<boolean> {
  const { uid, mtimeMs } = await lstat(folder);
  if (uid !== process.getuid?.()) return false;
  if (folder.endsWith(REMOVED_SUFFIX)) return true;
  const owner = await readOwner(folder);
  return owner ? !(await isAlive(owner)) : Date.now() - mtimeMs > UNSIGNED_GRACE;
}

async function readOwner(folder: string): Promise<ProcessIdentity | undefined> {
  try {
    return JSON.parse(await readFile(join(folder, OWNER_FILE), 'utf8')) as ProcessIdentity;
  } catch {
    return undefined;
  }
}

function emptyWhenMissing(error: NodeJS.ErrnoException): [] {
  if (error.code === 'ENOENT') return [];
  throw error;
}
