/**
 * A path, or one name of it, as git and Linux store it: bytes, one per character of the string. Unlike text, it
 * survives names that are no UTF-8, and compares the way git sorts.
 */
export type BytePath = string;

/** The bytes of `text` in UTF-8. */
export function toBytePath(text: string): BytePath {
  return Buffer.from(text, 'utf8').toString('latin1');
}

/** The path as text; with replacement characters where it is no UTF-8. */
export function fromBytePath(path: BytePath): string {
  return Buffer.from(path, 'latin1').toString('utf8');
}

/** Whether the path is UTF-8, so that it can be told to others without loss. */
export function isTextPath(path: BytePath): boolean {
  return toBytePath(fromBytePath(path)) === path;
}

/** What the functions of `node:fs` take. */
export function toFileName(root: BytePath, path: BytePath): Buffer {
  return Buffer.from(path === '' ? root : `${root}/${path}`, 'latin1');
}

/** `name` inside the folder `path`; the root is the empty path. */
export function joinBytePath(path: BytePath, name: BytePath): BytePath {
  return path === '' ? name : `${path}/${name}`;
}

/** The first name of the path, and the rest if there is more. */
export function splitPath(path: BytePath): [name: BytePath, rest: BytePath | undefined] {
  const slash = path.indexOf('/');
  return slash < 0 ? [path, undefined] : [path.slice(0, slash), path.slice(slash + 1)];
}
