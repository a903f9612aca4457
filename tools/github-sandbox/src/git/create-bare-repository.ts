import { appendFile, mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { runGit } from './run-git.js';

/** What GitHub's git servers allow and refuse. `refs/pull/*` can be fetched and not pushed. */
const CONFIG = `[uploadpack]
	allowFilter = true
	allowAnySHA1InWant = true
[receive]
	fsckObjects = true
	hideRefs = refs/pull
	autogc = false
[gc]
	auto = 0
`;

/** Makes an empty bare repository, or a copy of the one in `source`. */
export async function createBareRepository(directory: string, defaultBranch: string, source?: string): Promise<void> {
  await mkdir(dirname(directory), { recursive: true });
  await mkdir(directory); // never takes over what an earlier run left there
  if (source) {
    await runGit(directory, ['clone', '--quiet', '--bare', '--template=', '--no-hardlinks', '--', source, '.']);
    await runGit(directory, ['remote', 'remove', 'origin']);
  } else {
    await runGit(directory, ['init', '--quiet', '--bare', '--template=', `--initial-branch=${defaultBranch}`]);
  }
  await appendFile(`${directory}/config`, CONFIG);
}
