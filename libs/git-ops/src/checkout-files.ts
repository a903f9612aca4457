import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { open, readlink, realpath, type FileHandle } from 'node:fs/promises';
import { JobFailure } from '@ai-coding-agent/failures';
import { fromBytePath, toBytePath, toFileName, type BytePath } from './byte-path.js';

const OPEN_FLAGS = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK | constants.O_NOCTTY;
const CHUNK_BYTES = 1024 * 1024;

/**
 * Reads files of a checkout in which somebody else may have put anything anywhere. What is read is always a regular
 * file inside the root, whatever links stand in the way.
 */
export class CheckoutFiles {
  private constructor(readonly root: BytePath) {}

  static async at(directory: string): Promise<CheckoutFiles> {
    return new CheckoutFiles(toBytePath(await realpath(directory)));
  }

  /**
   * The whole content.
   * @param maxBytes a longer file is refused
   * @throws JobFailure `unsafe-path` when it is no regular file inside the root; `change-too-large`
   */
  async read(path: BytePath, maxBytes: number): Promise<{ content: Buffer; executable: boolean }> {
    const file = await this.open(path);
    try {
      const { size, mode } = await file.stat();
      if (size > maxBytes) throw new JobFailure('change-too-large', { detail: fromBytePath(path) });
      // It may grow meanwhile: not more than its size is read.
      const content = Buffer.alloc(size);
      const { bytesRead } = await file.read(content, 0, size, 0);
      return { content: content.subarray(0, bytesRead), executable: (mode & 0o111) !== 0 };
    } finally {
      await file.close();
    }
  }

  /** What the symbolic link holds, without following it. */
  async readLink(path: BytePath): Promise<Buffer> {
    return readlink(toFileName(this.root, path), { encoding: 'buffer' });
  }

  /** Git's id of the content, read in pieces. */
  async hash(path: BytePath): Promise<string> {
    const file = await this.open(path);
    try {
      const { size } = await file.stat();
      const hash = blobHash(size);
      const chunk = Buffer.allocUnsafe(Math.min(CHUNK_BYTES, size));
      for (let position = 0; position < size;) {
        const { bytesRead } = await file.read(chunk, 0, Math.min(chunk.length, size - position), position);
        if (bytesRead === 0) break;
        hash.update(chunk.subarray(0, bytesRead));
        position += bytesRead;
      }
      return hash.digest('hex');
    } finally {
      await file.close();
    }
  }

  private async open(path: BytePath): Promise<FileHandle> {
    const name = toFileName(this.root, path);
    const file = await open(name, OPEN_FLAGS).catch((error: NodeJS.ErrnoException) => {
      throw error.code === 'ELOOP' || error.code === 'ENXIO' ? unsafe(path) : error;
    });
    try {
      // Asked of the open file, so that nothing can be swapped between the question and the reading.
      const where = await readlink(`/proc/self/fd/${file.fd}`, { encoding: 'buffer' });
      if (!(await file.stat()).isFile() || !where.equals(name)) throw unsafe(path);
      return file;
    } catch (error) {
      await file.close();
      throw error;
    }
  }
}

/** Git's id of a blob. */
export function hashBlob(content: Buffer): string {
  return blobHash(content.length).update(content).digest('hex');
}

function blobHash(size: number): ReturnType<typeof createHash> {
  return createHash('sha1').update(`blob ${size}\0`);
}

function unsafe(path: BytePath): JobFailure {
  return new JobFailure('unsafe-path', { detail: fromBytePath(path) });
}
