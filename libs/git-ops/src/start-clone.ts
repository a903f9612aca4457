import type { BaseRequest } from './fetch-base.js';
import { gitTemplate } from './git-template.js';

/** Makes an empty git directory, and apart from it an empty folder for the files. */
export async function startClone({ git, folder }: BaseRequest, signal: AbortSignal): Promise<void> {
  // By git, so that everything has the rights that its umask says.
  const places = [await gitTemplate(folder), `--separate-git-dir=${folder.clone}`];
  await git.run(['init', '--quiet', ...places, '--', folder.files], { signal });
}
