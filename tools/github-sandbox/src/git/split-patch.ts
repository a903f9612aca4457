/**
 * The hunks of each file of a unified diff, in order.
 * @returns undefined for a file without hunks
 */
export function splitPatch(diff: string): (string | undefined)[] {
  const files = diff.split(/^(?=diff --git )/m).filter((part) => part.startsWith('diff --git '));
  return files.map((file) => {
    const start = file.search(/^@@ /m);
    return start < 0 ? undefined : file.slice(start).replace(/\n$/, '');
  });
}
