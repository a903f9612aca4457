import { constants } from 'node:fs';
import { copyFile, mkdir, rm, stat, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { CheckoutFolder } from './checkout-folder.js';
import { STORED_AS_IS } from './stored-as-is.js';

const CONFIG = `[core]
	repositoryformatversion = 0
	bare = false
	symlinks = false
	autocrlf = false
	hooksPath = /dev/null
[gc]
	auto = 0
`;

export interface AgentGitDirectory {
  readonly folder: CheckoutFolder;
  readonly base: string;
  readonly baseCommit: string;
  readonly shallow: string | undefined;
}

/**
 * Puts a `.git` into the checkout that the agent may read and ruin: it borrows the objects of the clone, and nothing
 * here ever reads it again.
 * @returns when it was done, in milliseconds by the clock of the file system
 */
export async function writeAgentGitDirectory(options: AgentGitDirectory): Promise<number> {
  const { folder, base, baseCommit, shallow } = options;
  const directory = join(folder.files, '.git');
  const objects = join(directory, 'objects');
  await rm(directory, { recursive: true, force: true });
  for (const name of ['objects/info', 'objects/pack', 'refs/heads', 'info']) {
    await mkdir(join(directory, name), { recursive: true });
  }
  await writeFile(join(directory, 'config'), CONFIG);
  await writeFile(join(directory, 'info', 'attributes'), STORED_AS_IS);
  await writeFile(join(directory, 'packed-refs'), `${baseCommit} refs/heads/${base}\n`);
  // Absolute: GitPython, by which the agent lists the files, knows no other form.
  await writeFile(join(objects, 'info', 'alternates'), `${resolve(folder.clone, 'objects')}\n`);
  if (shallow) await writeFile(join(directory, 'shallow'), shallow);
  await copyFile(join(folder.clone, 'index'), join(directory, 'index'), constants.COPYFILE_FICLONE);
  const head = join(directory, 'HEAD');
  await writeFile(head, `ref: refs/heads/${base}\n`);
  return (await stat(head)).ctimeMs;
}
