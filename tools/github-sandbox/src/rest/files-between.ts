import { mergeBase } from '../git/merge-base.js';
import { readChangedFiles, type ChangedFile } from '../git/read-changed-files.js';
import type { Repository } from '../world/repository.js';

/** What `head` changed since it left `base`. */
export async function filesBetween(repository: Repository, base: string, head: string): Promise<ChangedFile[]> {
  const { directory } = repository;
  return readChangedFiles(directory, (await mergeBase(directory, base, head)) ?? base, head);
}
