import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { BaseRequest } from './fetch-base.js';
import { STORED_AS_IS } from './stored-as-is.js';

/** Makes an empty git directory, and apart from it an empty folder for the files. */
export async function startClone({ git, folder }: BaseRequest, signal: AbortSignal): Promise<void> {
  const template = folder.scratch();
  await mkdir(join(template, 'info'), { recursive: true });
  await writeFile(join(template, 'info', 'attributes'), STORED_AS_IS);
  // By git, so that everything has the rights that its umask says.
  const places = [`--template=${template}`, `--separate-git-dir=${folder.clone}`];
  await git.run(['init', '--quiet', ...places, '--', folder.files], { signal });
}
