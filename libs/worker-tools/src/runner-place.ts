import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';

/**
 * Where the runner has its folder: with all other temporary files, so that the workspace is empty between jobs; in the
 * workspace where that is another file system, as the runner takes checkouts over by renaming them.
 */
export async function runnerPlace(workspaceDirectory: string, temporaryDirectory = tmpdir()): Promise<string> {
  await mkdir(workspaceDirectory, { recursive: true });
  // Asked by doing it: two mounts of one file system are two to `rename` as well.
  const probe = await mkdtemp(join(temporaryDirectory, 'aider-place-'));
  const moved = join(workspaceDirectory, basename(probe));
  try {
    await rename(probe, moved);
    return temporaryDirectory;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EXDEV') throw error;
    return workspaceDirectory;
  } finally {
    for (const folder of [probe, moved]) await rm(folder, { recursive: true, force: true });
  }
}
