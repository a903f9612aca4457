import { TrackedDirectory, type TrackedFile } from './tracked-files.js';

const HEADER_BYTES = 12;
/** Of an entry, up to its path. */
const FIXED_BYTES = 62;
const OID_BYTES = 20;

/**
 * Reads git's index, byte for byte: names that are no UTF-8 stay what they are.
 * @see https://git-scm.com/docs/index-format
 */
export function parseGitIndex(index: Buffer): TrackedDirectory {
  // Decoded at once: a call into the buffer for each name would take longer than all the rest.
  const text = index.toString('latin1');
  if (text.slice(0, 4) !== 'DIRC' || index.readUInt32BE(4) !== 2) throw new Error('This is no index of version 2.');
  const root = new TrackedDirectory();
  // Files of one folder mostly come one after the other.
  let folder = root;
  let folderPath = '';
  let start = HEADER_BYTES;
  for (let remaining = index.readUInt32BE(8); remaining > 0; remaining--) {
    const pathStart = start + FIXED_BYTES;
    const pathEnd = text.indexOf('\0', pathStart);
    const path = text.slice(pathStart, pathEnd);
    const slash = path.lastIndexOf('/');
    if (slash !== folderPath.length || !path.startsWith(folderPath)) {
      folderPath = path.slice(0, Math.max(slash, 0));
      folder = slash < 0 ? root : root.folder(folderPath);
    }
    folder.files.set(path.slice(slash + 1), new IndexEntry(index, text, start));
    // Entries are padded with 1 to 8 zero bytes to a multiple of 8.
    start += (FIXED_BYTES + (pathEnd - pathStart) + 8) & ~7;
  }
  return root;
}

class IndexEntry implements TrackedFile {
  readonly changed: number;
  readonly modified: number;
  readonly inode: number;
  readonly mode: number;
  readonly size: number;
  readonly #oid: string;

  constructor(index: Buffer, text: string, start: number) {
    this.changed = milliseconds(index, start);
    this.modified = milliseconds(index, start + 8);
    this.inode = index.readUInt32BE(start + 20);
    this.mode = index.readUInt32BE(start + 24);
    this.size = index.readUInt32BE(start + 36);
    this.#oid = text.slice(start + 40, start + 40 + OID_BYTES);
  }

  /** Written out when somebody asks, which is for few files of many. */
  get oid(): string {
    return Buffer.from(this.#oid, 'latin1').toString('hex');
  }
}

function milliseconds(index: Buffer, offset: number): number {
  return index.readUInt32BE(offset) * 1000 + index.readUInt32BE(offset + 4) / 1e6;
}
