import { runGit } from './run-git.js';

/** The best common ancestor of two commits; undefined when they have no history in common. */
export async function mergeBase(directory: string, one: string, other: string): Promise<string | undefined> {
  try {
    return (await runGit(directory, ['merge-base', one, other])).trim();
  } catch {
    return undefined;
  }
}
