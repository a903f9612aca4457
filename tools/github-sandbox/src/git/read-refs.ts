import { runGit } from './run-git.js';

/** Commit by full name of every branch and tag. */
export async function readRefs(directory: string): Promise<Map<string, string>> {
  const format = '--format=%(refname)%00%(objectname)%00%(*objectname)';
  const output = await runGit(directory, ['for-each-ref', format, 'refs/heads', 'refs/tags']);
  const refs = new Map<string, string>();
  for (const line of output.split('\n')) {
    const [name, object, peeled] = line.split('\0');
    if (name && object) refs.set(name, peeled || object);
  }
  return refs;
}
