import { randomBytes } from 'node:crypto';
import { chmod, mkdir, realpath, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { currentProcess } from './process-identity.js';
import { removeFolder } from './remove-folder.js';

/** What follows the name of a folder once it is being removed: then it belongs to nobody, also when that is cut short. */
export const REMOVED_SUFFIX = '-removed';

/** What folders of ours are called: with the number of their process. */
export const FOLDER_NAME = new RegExp(`^ai-agent-\\d+-[0-9a-f]{24}(${REMOVED_SUFFIX})?$`);

/** Name of the file that says which process a folder belongs to. */
export const OWNER_FILE = 'owner.json';

/**
 * A private folder for one checkout. Its name can't be guessed. Only `files` is meant for the agent; next to it lies
 * what nothing but this process may touch.
 */
export class CheckoutFolder {
  private constructor(readonly root: string) {}

  /**
   * @param shared whether the agent is another user of our group: it may then go through the folder to `files`, but
   * neither list it nor look into anything that is only ours
   */
  static async create(workspaceDirectory: string, shared = false): Promise<CheckoutFolder> {
    await mkdir(workspaceDirectory, { recursive: true });
    const name = `ai-agent-${process.pid}-${randomBytes(12).toString('hex')}`;
    const folder = new CheckoutFolder(join(await realpath(workspaceDirectory), name));
    await mkdir(folder.root, { mode: 0o700 });
    try {
      await writeFile(join(folder.root, OWNER_FILE), JSON.stringify(await currentProcess()), { mode: 0o600 });
      await mkdir(folder.home, { mode: 0o700 });
      await mkdir(folder.outbox, { mode: 0o700 });
      await mkdir(join(folder.outbox, 'objects'));
      if (shared) await chmod(folder.root, 0o710);
    } catch (error) {
      await folder.remove();
      throw error;
    }
    return folder;
  }

  /** The files of the repository, and a `.git` for the agent. */
  get files(): string {
    return join(this.root, 'files');
  }

  /** The git directory that was cloned. */
  get clone(): string {
    return join(this.root, 'clone.git');
  }

  /** Holds the objects of new commits, and nothing else. */
  get outbox(): string {
    return join(this.root, 'outbox');
  }

  /** An empty folder as home of git. */
  get home(): string {
    return join(this.root, 'home');
  }

  /** A path for something short-lived. */
  scratch(): string {
    return join(this.root, `scratch-${randomBytes(6).toString('hex')}`);
  }

  async remove(): Promise<void> {
    const removed = `${this.root}${REMOVED_SUFFIX}`;
    await rename(this.root, removed).catch(unlessMissing);
    await removeFolder(removed);
  }
}

function unlessMissing(error: NodeJS.ErrnoException): void {
  if (error.code !== 'ENOENT') throw error;
}
