import { TrackedDirectory } from './tracked-files.js';

const HEADER_BYTES = 12;
/** Of an entry, up to its path. */
const FIXED_BYTES = 62;

/**
 * Reads git's index, byte for byte: names that are no UTF-8 stay what they are.
 * @see https://git-scm.com/docs/index-format
 */
export function parseGitIndex(index: Buffer): TrackedDirectory {
  if (index.toString('latin1', 0, 4) !== 'DIRC' || index.readUInt32BE(4) !== 2) {
    throw new Error('This is no index of version 2.');
  }
  const root = new TrackedDirectory();
  let start = HEADER_BYTES;
  for (let remaining = index.readUInt32BE(8); remaining > 0; remaining--) {
    const pathStart = start + FIXED_BYTES;
    const pathEnd = index.indexOf(0, pathStart);
    root.add(index.toString('latin1', pathStart, pathEnd), {
      changed: milliseconds(index, start),
      modified: milliseconds(index, start + 8),
      inode: index.readUInt32BE(start + 20),
      mode: index.readUInt32BE(start + 24),
      size: index.readUInt32BE(start + 36),
      oid: index.toString('hex', start + 40, start + 60),
    });
    // Entries are padded with 1 to 8 zero bytes to a multiple of 8.
    start += (FIXED_BYTES + (pathEnd - pathStart) + 8) & ~7;
  }
  return root;
}

function milliseconds(index: Buffer, offset: number): number {
  return index.readUInt32BE(offset) * 1000 + index.readUInt32BE(offset + 4) / 1e6;
}
