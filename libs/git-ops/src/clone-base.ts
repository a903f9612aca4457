import { JobFailure } from '@ai-coding-agent/failures';
import { borrowObjects } from './borrow-objects.js';
import type { CommitFacts } from './commit-facts.js';
import { fetchBase, type BaseRequest } from './fetch-base.js';
import type { MirrorStore } from './mirror-store.js';
import type { Mirror } from './mirror.js';
import { ownObjects } from './own-objects.js';
import { removeFolder } from './remove-folder.js';
import { startClone } from './start-clone.js';
import { together } from './together.js';

export interface CloneRequest extends BaseRequest {
  /** Repositories that were seen before. */
  readonly mirrors?: MirrorStore | undefined;
}

/**
 * Clones the newest commit of a branch: git directory and files apart. The server is always asked, with the
 * credentials of the job; a mirror only spares it what is known already. What comes out is the same with and without.
 * @returns that commit
 * @throws JobFailure
 */
export async function cloneBase(request: CloneRequest, signal: AbortSignal): Promise<CommitFacts> {
  const { mirrors, remote, folder } = request;
  const mirror = await mirrors?.borrow(remote.url);
  if (!mirror) return clone(request, undefined, signal);
  try {
    return await clone(request, mirror, signal);
  } catch (error) {
    if (signal.aborted || isForeseen(error)) throw error;
    await mirrors?.drop(remote.url);
  } finally {
    await mirror.giveBack();
  }
  await removeFolder(folder.clone);
  await removeFolder(folder.files);
  return clone(request, undefined, signal);
}

async function clone(request: CloneRequest, mirror: Mirror | undefined, signal: AbortSignal): Promise<CommitFacts> {
  const { git, folder, mirrors, remote } = request;
  await startClone(request, signal);
  if (mirror) await borrowObjects(folder.clone, mirror);
  const head = await fetchBase(request, signal);
  const places = [`--git-dir=${folder.clone}`, `--work-tree=${folder.files}`];
  const [objects] = await together(
    signal,
    async (either) => {
      const owned = await ownObjects({ git, directory: folder.clone, tip: head.id, mirror }, either);
      if (owned.isNew) await mirrors?.keep(remote.url, owned);
      return owned;
    },
    (either) => git.run([...places, 'read-tree', '-m', '-u', 'refs/base'], { signal: either }),
  );
  await objects.leaveOthers();
  return head;
}

/** Whether it is about the server, or this machine. Anything else may be the fault of a mirror that is damaged. */
function isForeseen(error: unknown): boolean {
  return error instanceof JobFailure && error.code !== 'git-failed';
}
