import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { JobFailure } from '@ai-coding-agent/failures';
import { BORROWED } from './borrow-objects.js';
import type { Git } from './git.js';
import type { Mirror } from './mirror.js';
import type { Snapshot } from './mirror-store.js';
import { copyPack, listPacks, PACK_ENDINGS, packFolder } from './pack-files.js';

/** What a server sends when there is nothing new: the name of a pack is the hash of its content. */
const EMPTY_PACK = 'pack-029d08823bd8a8eab510ad6ac75c823cfd3ed31e';

export interface Borrower {
  readonly git: Git;
  /** A git directory into which the commit `refs/base` was fetched. */
  readonly directory: string;
  /** That commit. */
  readonly tip: string;
  /** Whose objects it borrows. */
  readonly mirror: Mirror | undefined;
}

/** One pack with all that the commit needs, and nothing else. */
export interface OwnedObjects extends Snapshot {
  /** Whether it is another one than the mirror's. */
  readonly isNew: boolean;
  /** Removes every other object, and the way to those that are borrowed. To be called when nobody reads them any more. */
  leaveOthers(): Promise<void>;
}

/**
 * Gives a git directory all objects of its commit for its own: what it has then is what a clone would have brought, so
 * it neither depends on a mirror nor shows what else was in it.
 */
export async function ownObjects(borrower: Borrower, signal: AbortSignal): Promise<OwnedObjects> {
  const { directory, tip } = borrower;
  const objects = join(directory, 'objects');
  const { pack, isNew } = await ownPack(borrower, signal);
  const shallow = (await readShallow(directory)).includes(tip) ? `${tip}\n` : undefined;
  const leaveOthers = async (): Promise<void> => {
    if (!borrower.mirror) return;
    await rm(join(directory, BORROWED.alternates));
    for (const other of (await listPacks(objects)).filter((name) => name !== pack)) {
      for (const ending of PACK_ENDINGS) await rm(join(packFolder(objects), `${other}${ending}`));
    }
    if (shallow) await writeFile(join(directory, 'shallow'), shallow);
    else await rm(join(directory, 'shallow'), { force: true });
  };
  return { tip, shallow, objects, pack, isNew, leaveOthers };
}

async function ownPack(
  { git, directory, tip, mirror }: Borrower,
  signal: AbortSignal,
): Promise<Pick<OwnedObjects, 'pack' | 'isNew'>> {
  const objects = join(directory, 'objects');
  const fetched = await listPacks(objects);
  if (!mirror) {
    const [pack, ...more] = fetched;
    if (!pack || more.length > 0) throw new JobFailure('git-failed', { detail: 'the server sent no pack' });
    return { pack, isNew: true };
  }
  await rm(join(directory, BORROWED.ref));
  if (mirror.tip === tip && fetched.every((pack) => pack === EMPTY_PACK)) {
    await copyPack(mirror.pack, mirror.objects, objects, 0o440);
    return { pack: mirror.pack, isNew: false };
  }
  // Deltas are taken over as they are, so this is little more than copying. What was damaged is noticed by its checksum.
  const options = ['--quiet', '--all', '--window=0', '--delta-base-offset'];
  const name = join(packFolder(objects), 'pack');
  const { text } = await git.run([`--git-dir=${directory}`, 'pack-objects', ...options, name], { signal });
  return { pack: `pack-${text.trim()}`, isNew: true };
}

async function readShallow(directory: string): Promise<string[]> {
  const text = await readFile(join(directory, 'shallow'), 'utf8').catch(() => '');
  return text.split('\n');
}
