import type { BytePath } from './byte-path.js';

/** One line of a tree. */
export interface TreeEntry {
  /** Octal, as written: `100644`, `40000` … */
  readonly mode: string;
  readonly oid: string;
}

/** Content of a git tree object, by name. */
export type Tree = Map<BytePath, TreeEntry>;

export const TREE_MODE = '40000';

export function emptyTree(): Tree {
  return new Map();
}

/** Reads a tree, byte for byte. */
export function parseTree(content: Buffer): Tree {
  const tree = emptyTree();
  for (let at = 0; at < content.length;) {
    const space = content.indexOf(0x20, at);
    const end = content.indexOf(0, space);
    const name = content.toString('latin1', space + 1, end);
    tree.set(name, {
      mode: content.toString('latin1', at, space),
      oid: content.toString('hex', end + 1, end + 21),
    });
    at = end + 21;
  }
  return tree;
}

/** Writes a tree in git's order, in which a folder sorts as if its name ended with a slash. */
export function serializeTree(tree: Tree): Buffer {
  const sortName = ([name, { mode }]: [BytePath, TreeEntry]): string => (isTree(mode) ? `${name}/` : name);
  const entries = [...tree].sort((a, b) => (sortName(a) < sortName(b) ? -1 : 1));
  return Buffer.concat(
    entries.flatMap(([name, { mode, oid }]) => [Buffer.from(`${mode} ${name}\0`, 'latin1'), Buffer.from(oid, 'hex')]),
  );
}

/** Old tools wrote a zero in front. */
export function isTree(mode: string): boolean {
  return Number.parseInt(mode, 8) === 0o40000;
}
