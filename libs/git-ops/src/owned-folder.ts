import { randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { mkdir, realpath, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { currentProcess } from './process-identity.js';
import { removeFolder } from './remove-folder.js';

/** What follows the name of a folder once it is being removed: then it belongs to nobody, also when that is cut short. */
export const REMOVED_SUFFIX = '-removed';

/** What folders of ours are called: with the number of their process. */
export const FOLDER_NAME = new RegExp(`^ai-agent-\\d+-[0-9a-f]{24}(${REMOVED_SUFFIX})?$`);

/** Name of the file that says which process a folder belongs to. */
export const OWNER_FILE = 'owner.json';

/** Makes a private folder that belongs to this process. Its name can't be guessed. Returns its path. */
export async function makeOwnedFolder(workspaceDirectory: string): Promise<string> {
  await mkdir(workspaceDirectory, { recursive: true });
  const name = `ai-agent-${process.pid}-${randomBytes(12).toString('hex')}`;
  const path = join(await realpath(workspaceDirectory), name);
  const owner = JSON.stringify(await currentProcess());
  // Both at once: killed in between, this process leaves a folder that nobody knows to be abandoned.
  mkdirSync(path, { mode: 0o700 });
  writeFileSync(join(path, OWNER_FILE), owner, { mode: 0o600 });
  return path;
}

/** Removes a folder of ours; it belongs to nobody from the first moment on. */
export async function removeOwnedFolder(path: string): Promise<void> {
  const removed = `${path}${REMOVED_SUFFIX}`;
  await rename(path, removed).catch(unlessMissing);
  await removeFolder(removed);
}

function unlessMissing(error: NodeJS.ErrnoException): void {
  if (error.code !== 'ENOENT') throw error;
}
