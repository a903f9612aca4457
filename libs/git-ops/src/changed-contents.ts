import { JobFailure } from '@ai-coding-agent/failures';
import type { Change } from '@ai-coding-agent/job-pipeline';
import { toBytePath } from './byte-path.js';
import { hashBlob, type CheckoutFiles } from './checkout-files.js';
import { SYMLINK_MODE, type TrackedDirectory } from './tracked-files.js';

/** Content and mode of a file as they are to be committed. */
export interface ChangedContent {
  readonly content: Buffer;
  readonly mode: number;
}

const EXECUTABLE_MODE = 0o100755;
const FILE_MODE = 0o100644;

/** Reads changed files, and notices when one is not what it was the time before: what was judged is what is kept. */
export class ChangedContents {
  readonly #seen = new Map<string, string>();

  constructor(
    private readonly files: CheckoutFiles,
    private readonly tracked: TrackedDirectory,
  ) {}

  /**
   * @param maxBytes a longer file is refused
   * @throws JobFailure `unsafe-path` when the file is not as `change` says, or not as it was before
   */
  async read(change: Change, maxBytes: number): Promise<ChangedContent> {
    const changed = await this.readNow(change, maxBytes).catch((error: NodeJS.ErrnoException) => {
      throw error.code === 'ENOENT' || error.code === 'EINVAL' ? moved(change) : error;
    });
    const oid = hashBlob(changed.content);
    const before = this.#seen.get(change.path);
    if (changed.content.length !== change.size || (before && before !== oid)) throw moved(change);
    this.#seen.set(change.path, oid);
    return changed;
  }

  private async readNow(change: Change, maxBytes: number): Promise<ChangedContent> {
    const path = toBytePath(change.path);
    const tracked = this.tracked.find(path);
    if (change.type === 'symlink') return { content: await this.readTarget(change, maxBytes), mode: SYMLINK_MODE };
    const { content, executable } = await this.files.read(path, maxBytes);
    // Tools set and lose the executable bit by accident; only a new script may bring it along.
    const isScript = executable && content.toString('latin1', 0, 2) === '#!';
    return { content, mode: tracked?.mode ?? (isScript ? EXECUTABLE_MODE : FILE_MODE) };
  }

  /** A link that is tracked is a plain file on disk, unless somebody made it one again. */
  private async readTarget(change: Change, maxBytes: number): Promise<Buffer> {
    const path = toBytePath(change.path);
    return this.files.readLink(path).catch(async (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EINVAL') throw error;
      return (await this.files.read(path, maxBytes)).content;
    });
  }
}

function moved({ path }: Change): JobFailure {
  return new JobFailure('unsafe-path', { detail: `${path} changed while it was looked at` });
}
