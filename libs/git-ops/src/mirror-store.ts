import { createHash, randomBytes } from 'node:crypto';
import { link, mkdir, readdir, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { writeBareGitDirectory } from './bare-git-directory.js';
import { makeRoom } from './make-room.js';
import type { Mirror } from './mirror.js';
import { copyPack, listPacks, PACK_ENDINGS, packFolder } from './pack-files.js';
import { removeFolder } from './remove-folder.js';

export interface MirrorStoreOptions {
  /** Folder for the mirrors, which may be shared by workers of one user and removed at any time. */
  readonly directory: string;
  /** How much they may take, in bytes; 1 GiB by default. */
  readonly maxBytes?: number;
  /**
   * Asked before each use: whether a wall stands between the jobs and the folder. Without one nothing is kept, because
   * native git reads what lies there, and it has to be as it came from the server. True by default.
   */
  readonly isWalledOff?: () => boolean;
}

/** A commit with all that it needs, to be kept. */
export interface Snapshot {
  readonly tip: string;
  readonly shallow: string | undefined;
  /** Folder with objects, and the one pack in it that counts. */
  readonly objects: string;
  readonly pack: string;
}

const DEFAULT_BYTES = 1024 ** 3;
const COMMIT = /^[0-9a-f]{40}\n$/;
/** A version may be gone before it is borrowed, because a newer one has come; so often it is tried again. */
const TRIES = 3;

/**
 * Bare mirrors of repositories. Each has a folder of versions: git directories that are complete when they appear under
 * their name, and never change. So any number of workers share the folder without locks. A version is lent out as hard
 * links of its files, so that nobody who has borrowed it notices when it is replaced.
 */
export class MirrorStore {
  readonly #root: string;
  readonly #maxBytes: number;

  constructor(private readonly options: MirrorStoreOptions) {
    this.#root = resolve(options.directory);
    this.#maxBytes = options.maxBytes ?? DEFAULT_BYTES;
  }

  /**
   * Lends the newest version out.
   * @param url address of the repository
   */
  async borrow(url: string): Promise<Mirror | undefined> {
    if (!(await this.isOurs())) return undefined;
    const folder = this.folderOf(url);
    for (let attempt = 0; attempt < TRIES; attempt++) {
      const newest = (await listVersions(folder)).at(-1);
      if (newest === undefined) return undefined;
      const mirror = await lend(folder, newest).catch(() => undefined);
      if (mirror) return mirror;
    }
    return undefined;
  }

  /** Keeps a commit instead of what was kept of that repository. Does nothing where that can't be. */
  async keep(url: string, snapshot: Snapshot): Promise<void> {
    if (this.options.isWalledOff?.() === false) return;
    try {
      await mkdir(this.#root, { recursive: true, mode: 0o700 });
      if (await this.isOurs()) await this.add(this.folderOf(url), snapshot);
    } catch {
      // A cache that can't be written, or was removed meanwhile, is none; it must not cost the job.
    }
  }

  /** Forgets what was kept of a repository, because it is no good. */
  async drop(url: string): Promise<void> {
    const folder = this.folderOf(url);
    for (const version of await listVersions(folder)) await removeFolder(join(folder, version)).catch(() => undefined);
  }

  private async add(folder: string, { tip, shallow, objects, pack }: Snapshot): Promise<void> {
    const files = PACK_ENDINGS.map((ending) => `${pack}${ending}`);
    const sizes = await Promise.all(files.map(async (file) => (await stat(join(packFolder(objects), file))).size));
    const bytes = sizes.reduce((sum, size) => sum + size, 0);
    // One that pushed out all others would be gone itself when the next one comes.
    if (bytes > this.#maxBytes / 2) return;
    await makeRoom({ root: this.#root, bytes: this.#maxBytes - bytes, spare: folder });
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const name = `${String(Date.now()).padStart(16, '0')}-${randomBytes(6).toString('hex')}`;
    const hidden = join(folder, `.${name}`);
    try {
      await writeBareGitDirectory({ directory: hidden, shallow });
      await writeFile(join(hidden, 'HEAD'), `${tip}\n`);
      await mkdir(packFolder(join(hidden, 'objects')));
      await copyPack(pack, objects, join(hidden, 'objects'), 0o400);
      await rename(hidden, join(folder, name));
    } catch (error) {
      await removeFolder(hidden);
      throw error;
    }
    const older = (await listVersions(folder)).filter((version) => version < name);
    for (const version of older) await removeFolder(join(folder, version));
  }

  private folderOf(url: string): string {
    return join(this.#root, createHash('sha256').update(url).digest('hex'));
  }

  /** Where somebody else may write, nothing is read. */
  private async isOurs(): Promise<boolean> {
    if (this.options.isWalledOff?.() === false) return false;
    const status = await stat(this.#root).catch(() => undefined);
    return status?.uid === process.geteuid?.() && ((status?.mode ?? 0o777) & 0o022) === 0;
  }
}

/** The oldest first. */
async function listVersions(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch(() => []);
  return names.filter((name) => !name.startsWith('.')).sort();
}

async function lend(folder: string, version: string): Promise<Mirror | undefined> {
  const directory = join(folder, version);
  const head = await readFile(join(directory, 'HEAD'), 'utf8');
  const shallow = await readFile(join(directory, 'shallow'), 'utf8').catch(() => undefined);
  const [pack, ...more] = await listPacks(join(directory, 'objects'));
  if (!COMMIT.test(head) || !pack || more.length > 0) throw new Error('This is no mirror of ours.');
  const loan = join(folder, `.loan-${randomBytes(12).toString('hex')}`);
  const giveBack = (): Promise<void> => removeFolder(loan).catch(() => undefined);
  const objects = join(loan, 'objects');
  try {
    await mkdir(packFolder(objects), { recursive: true, mode: 0o700 });
    for (const ending of PACK_ENDINGS) {
      const file = `${pack}${ending}`;
      await link(join(packFolder(join(directory, 'objects')), file), join(packFolder(objects), file));
    }
  } catch (error) {
    await giveBack();
    throw error;
  }
  return { objects, pack, tip: head.trimEnd(), shallow, giveBack };
}
