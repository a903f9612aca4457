import { splitPath, type BytePath } from './byte-path.js';
import type { TreeEntry } from './tree-object.js';

/** What is to become of one folder: files that come or go, and folders in which something changes. */
export class ChangedTree {
  /** No entry: the file goes. */
  readonly entries = new Map<BytePath, TreeEntry | undefined>();
  readonly folders = new Map<BytePath, ChangedTree>();

  set(path: BytePath, entry: TreeEntry | undefined): void {
    const [name, rest] = splitPath(path);
    if (rest === undefined) {
      this.entries.set(name, entry);
      return;
    }
    const inner = this.folders.get(name) ?? new ChangedTree();
    this.folders.set(name, inner);
    inner.set(rest, entry);
  }
}
