import { constants } from 'node:fs';
import { chmod, copyFile, readdir, rename } from 'node:fs/promises';
import { join } from 'node:path';

/** The files of a pack. Git takes a pack for complete when the last one is there. */
export const PACK_ENDINGS = ['.pack', '.idx'] as const;

const PACK = /^(pack-[0-9a-f]{40})\.pack$/;

/** Folder of the packs below a folder of objects. */
export function packFolder(objects: string): string {
  return join(objects, 'pack');
}

/** Names of the packs, without ending. */
export async function listPacks(objects: string): Promise<string[]> {
  const names = await readdir(packFolder(objects));
  return names.flatMap((name) => PACK.exec(name)?.[1] ?? []).sort();
}

/** Copies a pack from one folder of objects to another, where somebody may be reading already. */
export async function copyPack(pack: string, from: string, to: string, mode: number): Promise<void> {
  for (const ending of PACK_ENDINGS) {
    const file = `${pack}${ending}`;
    const unfinished = join(packFolder(to), `tmp_${file}`);
    await copyFile(join(packFolder(from), file), unfinished, constants.COPYFILE_FICLONE);
    await chmod(unfinished, mode);
    await rename(unfinished, join(packFolder(to), file));
  }
}
