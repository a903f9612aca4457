import type { ChangedTree } from './changed-tree.js';
import { emptyTree, isTree, parseTree, serializeTree, TREE_MODE, type Tree } from './tree-object.js';

export interface TreeStore {
  readonly read: (oid: string) => Promise<Buffer>;
  readonly write: (content: Buffer) => Promise<string>;
}

/**
 * Writes a tree that is `base` with changes. Only folders on the way to a change are read and written; every other
 * entry stays as it is, to the byte.
 * @returns its id
 */
export async function writeTree(base: string, changed: ChangedTree, store: TreeStore): Promise<string> {
  return store.write(serializeTree(await changeTree(base, changed, store)));
}

async function changeTree(base: string | undefined, changed: ChangedTree, store: TreeStore): Promise<Tree> {
  const tree = base ? parseTree(await store.read(base)) : emptyTree();
  for (const [name, entry] of changed.entries) {
    if (entry) tree.set(name, entry);
    else tree.delete(name);
  }
  for (const [name, inner] of changed.folders) {
    // A file that took the place of the folder stays.
    if (changed.entries.get(name)) continue;
    const before = tree.get(name);
    const content = await changeTree(before && isTree(before.mode) ? before.oid : undefined, inner, store);
    if (content.size === 0) tree.delete(name);
    else tree.set(name, { mode: TREE_MODE, oid: await store.write(serializeTree(content)) });
  }
  return tree;
}
