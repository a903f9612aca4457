import { chmod } from 'node:fs/promises';
import { makeOwnedFolder, removeOwnedFolder } from './owned-folder.js';

/** A folder that belongs to this process, and that `removeLeftovers` finds when this process is gone. */
export interface ClaimedFolder {
  readonly path: string;
  remove(): Promise<void>;
}

/** Makes a folder beside the checkouts, for something that lives as long as a job. */
export async function claimFolder(workspaceDirectory: string, mode: number): Promise<ClaimedFolder> {
  const path = await makeOwnedFolder(workspaceDirectory);
  const folder = { path, remove: () => removeOwnedFolder(path) };
  try {
    await chmod(path, mode); // the umask of the process has no say in it
  } catch (error) {
    await folder.remove();
    throw error;
  }
  return folder;
}
