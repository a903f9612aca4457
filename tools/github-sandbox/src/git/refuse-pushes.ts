import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const LIST = 'protected-refs';

/** git runs it for every ref of a push; what it prints is shown to who pushes. */
const UPDATE_HOOK = `#!/bin/sh
if grep -qxF -e "$1" ${LIST}; then
  echo "error: GH006: Protected branch update failed for $1." >&2
  exit 1
fi
`;

/** Lets a bare repository refuse every push to some of its branches. */
export async function refusePushes(directory: string, branches: Iterable<string>): Promise<void> {
  await writeFile(join(directory, LIST), [...branches].map((branch) => `refs/heads/${branch}\n`).join(''));
  await mkdir(join(directory, 'hooks'), { recursive: true });
  await writeFile(join(directory, 'hooks', 'update'), UPDATE_HOOK, { mode: 0o755 });
}
