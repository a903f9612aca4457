import { randomBytes } from 'node:crypto';
import { chmod, mkdir, realpath, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { OWNER_FILE } from './checkout-folder.js';
import { currentProcess } from './process-identity.js';
import { removeFolder } from './remove-folder.js';

/** A folder that belongs to this process, and that `removeLeftovers` finds when this process is gone. */
export interface ClaimedFolder {
  readonly path: string;
  remove(): Promise<void>;
}

/** Makes a folder beside the checkouts, for something that lives as long as a job. */
export async function claimFolder(workspaceDirectory: string, mode: number): Promise<ClaimedFolder> {
  await mkdir(workspaceDirectory, { recursive: true });
  const name = `ai-agent-${process.pid}-${randomBytes(12).toString('hex')}`;
  const path = join(await realpath(workspaceDirectory), name);
  await mkdir(path, { mode: 0o700 });
  const folder = { path, remove: () => removeFolder(path) };
  try {
    await writeFile(join(path, OWNER_FILE), JSON.stringify(await currentProcess()), { mode: 0o600 });
    await chmod(path, mode); // the umask of the process has no say in it
  } catch (error) {
    await folder.remove();
    throw error;
  }
  return folder;
}
