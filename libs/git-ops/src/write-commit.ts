import * as fs from 'node:fs';
import { JobFailure } from '@ai-coding-agent/failures';
import type { Change, CommitText } from '@ai-coding-agent/job-pipeline';
import { toBytePath, type BytePath } from './byte-path.js';
import type { ChangedContents } from './changed-contents.js';
import type { CommitAuthor } from './commit-author.js';
import { commitMessage } from './commit-message.js';
import { isDotGit } from './is-dot-git.js';
import type { ObjectReader } from './object-reader.js';
import { ChangedTree } from './changed-tree.js';
import { writeTree } from './write-tree.js';

export interface CommitSources {
  /** Folder to whose `objects` the new ones go. */
  readonly gitDirectory: string;
  readonly objects: ObjectReader;
  readonly contents: ChangedContents;
  readonly author: CommitAuthor;
  readonly baseCommit: string;
}

/** No forge takes a longer file. */
const MAX_FILE_BYTES = 100 * 1024 * 1024;

/**
 * Commits the changes on top of the base commit.
 * @returns the id of the commit
 */
export async function writeCommit(
  changes: readonly Change[],
  text: CommitText,
  sources: CommitSources,
): Promise<string> {
  const { gitDirectory, objects, author, baseCommit } = sources;
  // It takes a tenth of a second to load, which a worker must not spend on starting.
  const git = await import('isomorphic-git');
  const changed = new ChangedTree();
  for (const change of changes) {
    const path = committablePath(change);
    if (change.kind === 'deleted') {
      changed.set(path, undefined);
      continue;
    }
    const { content, mode } = await sources.contents.read(change, MAX_FILE_BYTES);
    const oid = await git.writeBlob({ fs, gitdir: gitDirectory, blob: content });
    changed.set(path, { mode: mode.toString(8), oid });
  }
  const base = (await objects.read(baseCommit)).toString('latin1');
  const baseTree = base.slice('tree '.length, 'tree '.length + 40);
  const write = (content: Buffer): Promise<string> =>
    git.writeObject({ fs, gitdir: gitDirectory, type: 'tree', format: 'content', object: content });
  const tree = await writeTree(baseTree, changed, { read: (oid) => objects.read(oid), write });
  const person = { ...author, timestamp: Math.floor(Date.now() / 1000), timezoneOffset: 0 };
  const message = commitMessage(text);
  const commit = { tree, parent: [baseCommit], author: person, committer: person, message };
  return git.writeCommit({ fs, gitdir: gitDirectory, commit });
}

function committablePath({ path, type }: Change): BytePath {
  if (type === 'other') throw new JobFailure('link-added', { detail: path });
  const bytes = toBytePath(path);
  const isUnsafe = bytes.split('/').some((name) => ['', '.', '..'].includes(name) || isDotGit(name));
  if (isUnsafe) throw new JobFailure('unsafe-path', { detail: path });
  return bytes;
}
