import { JobFailure } from '@ai-coding-agent/failures';
import { borrowObjects } from './borrow-objects.js';
import { cloneAnew } from './clone-anew.js';
import type { CommitFacts } from './commit-facts.js';
import { fetchBase, type BaseRequest } from './fetch-base.js';
import type { MirrorStore } from './mirror-store.js';
import type { Mirror } from './mirror.js';
import { ownObjects, type OwnedObjects } from './own-objects.js';
import { removeFolder } from './remove-folder.js';
import { startClone } from './start-clone.js';
import { together } from './together.js';

export interface CloneRequest extends BaseRequest {
  /** Repositories that were seen before. */
  readonly mirrors?: MirrorStore | undefined;
}

/** A clone, ready for use. */
export interface Clone {
  readonly head: CommitFacts;
  /** Ends when the mirror has what is new. Nobody has to wait for a disk, but the clone has to be there until then. */
  readonly kept: Promise<void>;
}

interface Fetched extends Clone {
  readonly objects: OwnedObjects;
}

/**
 * Clones the newest commit of a branch: git directory and files apart. The server is always asked, with the
 * credentials of the job; a mirror only spares it what is known already. What comes out is the same with and without.
 * @throws JobFailure
 */
export async function cloneBase(request: CloneRequest, signal: AbortSignal): Promise<Clone> {
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

async function clone(request: CloneRequest, mirror: Mirror | undefined, signal: AbortSignal): Promise<Clone> {
  if (mirror) {
    const { head, kept, objects } = await checkOutMeanwhile(request, mirror, signal);
    await objects.leaveOthers();
    return { head, kept };
  }
  const head = await cloneAnew(request, signal);
  const { kept } = await own(request, undefined, head, signal);
  return { head, kept };
}

/** While the server is asked what is new, the files are written as they were; what has changed follows. */
async function checkOutMeanwhile(request: CloneRequest, mirror: Mirror, signal: AbortSignal): Promise<Fetched> {
  await startClone(request, signal);
  await borrowObjects(request.folder.clone, mirror);
  const [fetched] = await together(
    signal,
    async (either) => {
      const head = await fetchBase(request, either);
      return { head, ...(await own(request, mirror, head, either)) };
    },
    (either) => readTrees(request, [mirror.tip], either),
  );
  if (fetched.head.id !== mirror.tip) await readTrees(request, [mirror.tip, 'refs/base'], signal);
  return fetched;
}

async function own(
  { git, folder, mirrors, remote }: CloneRequest,
  mirror: Mirror | undefined,
  { id: tip }: CommitFacts,
  signal: AbortSignal,
): Promise<Omit<Fetched, 'head'>> {
  const objects = await ownObjects({ git, directory: folder.clone, tip, mirror }, signal);
  return { objects, kept: (objects.isNew && mirrors?.keep(remote.url, objects)) || Promise.resolve() };
}

/** Writes the files of a commit, or what the second one changes. */
async function readTrees({ git, folder }: CloneRequest, commits: readonly string[], signal: AbortSignal) {
  const places = [`--git-dir=${folder.clone}`, `--work-tree=${folder.files}`];
  await git.run([...places, 'read-tree', '-m', '-u', ...commits], { signal });
}

/** Whether it is about the server, or this machine. Anything else may be the fault of a mirror that is damaged. */
function isForeseen(error: unknown): boolean {
  return error instanceof JobFailure && error.code !== 'git-failed';
}
