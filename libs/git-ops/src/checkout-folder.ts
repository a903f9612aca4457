import { randomBytes } from 'node:crypto';
import { chmod, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { makeOwnedFolder, removeOwnedFolder } from './owned-folder.js';

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
    const folder = new CheckoutFolder(await makeOwnedFolder(workspaceDirectory));
    try {
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
    await removeOwnedFolder(this.root);
  }
}
