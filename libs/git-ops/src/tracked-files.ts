import { splitPath, type BytePath } from './byte-path.js';

/** A file of the base commit, and what the file system said when it was written. */
export interface TrackedFile {
  /** As in a tree: 0o100644, 0o100755, 0o120000 (symbolic link) or 0o160000 (submodule). */
  readonly mode: number;
  readonly oid: string;
  /** Bytes, modulo 2^32. */
  readonly size: number;
  /** Inode, modulo 2^32. */
  readonly inode: number;
  /** Milliseconds. */
  readonly modified: number;
  readonly changed: number;
}

export const SYMLINK_MODE = 0o120000;
export const SUBMODULE_MODE = 0o160000;

/** The files of the base commit by folder. */
export class TrackedDirectory {
  readonly files = new Map<BytePath, TrackedFile>();
  readonly directories = new Map<BytePath, TrackedDirectory>();

  /** The folder at a path below this one, made when it is not there yet. */
  folder(path: BytePath): TrackedDirectory {
    const [name, rest] = splitPath(path);
    const inner = this.directories.get(name) ?? new TrackedDirectory();
    this.directories.set(name, inner);
    return rest === undefined ? inner : inner.folder(rest);
  }

  find(path: BytePath): TrackedFile | undefined {
    const [name, rest] = splitPath(path);
    return rest === undefined ? this.files.get(name) : this.directories.get(name)?.find(rest);
  }
}
