import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

export interface BareGitDirectory {
  /** A path at which nothing is yet. */
  readonly directory: string;
  /** Folders with more objects, which are only read. */
  readonly alternates?: readonly string[];
  /** Content of the file `shallow`: commits whose parents are left out. */
  readonly shallow?: string | undefined;
}

const CONFIG = '[core]\n\trepositoryformatversion = 0\n\tbare = true\n';

/** Writes a git directory without work tree, and without a setting that could start anything. */
export async function writeBareGitDirectory(options: BareGitDirectory): Promise<void> {
  const { directory, alternates = [], shallow } = options;
  // Not together with its parents: when the checkout was removed, it must not come back.
  await mkdir(directory, { mode: 0o700 });
  await mkdir(join(directory, 'refs'));
  await mkdir(join(directory, 'objects', 'info'), { recursive: true });
  await writeFile(join(directory, 'HEAD'), 'ref: refs/heads/none\n');
  await writeFile(join(directory, 'config'), CONFIG);
  const lines = alternates.map((objects) => `${objects}\n`);
  if (lines.length > 0) await writeFile(join(directory, 'objects', 'info', 'alternates'), lines.join(''));
  if (shallow) await writeFile(join(directory, 'shallow'), shallow);
}
