import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Mirror } from './mirror.js';

/** Paths in a git directory that are there only while it borrows. */
export const BORROWED = { alternates: join('objects', 'info', 'alternates'), ref: join('refs', 'mirror') } as const;

/** Lets a git directory use the objects of a mirror, and tell the server that it has them. */
export async function borrowObjects(directory: string, { objects, tip, shallow }: Mirror): Promise<void> {
  await writeFile(join(directory, BORROWED.alternates), `${objects}\n`);
  await writeFile(join(directory, BORROWED.ref), `${tip}\n`);
  if (shallow) await writeFile(join(directory, 'shallow'), shallow);
}
