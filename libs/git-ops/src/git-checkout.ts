import { join } from 'node:path';
import { JobFailure } from '@ai-coding-agent/failures';
import type { AddedText, Change, Checkout, CommitText, RemoteBranch } from '@ai-coding-agent/job-pipeline';
import { writeBareGitDirectory } from './bare-git-directory.js';
import { ChangedContents } from './changed-contents.js';
import type { CheckoutFiles } from './checkout-files.js';
import type { CheckoutFolder } from './checkout-folder.js';
import type { CommitAuthor } from './commit-author.js';
import { addedTexts, diffChanges } from './diff-changes.js';
import { findChanges } from './find-changes.js';
import { fileFailure } from './git-failure.js';
import type { Git } from './git.js';
import type { Baseline } from './is-untouched.js';
import { ObjectReader } from './object-reader.js';
import { pushCommit } from './push-commit.js';
import type { RemoteRepository } from './remote-repository.js';
import { removeFolder } from './remove-folder.js';
import { writeCommit } from './write-commit.js';

/** Everything that was found out while the checkout was made. Nothing of it is read from disk again. */
export interface PreparedCheckout {
  readonly base: string;
  readonly baseCommit: string;
  readonly branch: string;
  readonly remoteBranch: RemoteBranch;
  /** Where the branch has to be when it is pushed to; empty when there must be none. */
  readonly expected: string;
  readonly folder: CheckoutFolder;
  readonly files: CheckoutFiles;
  readonly baseline: Baseline;
  readonly shallow: string | undefined;
  readonly author: CommitAuthor;
  readonly git: Git;
  /** Ends when the mirror of the repository has what was fetched. */
  readonly kept: Promise<void>;
  /** The repository with fresh credentials. */
  readonly connect: (signal: AbortSignal) => Promise<RemoteRepository>;
}

/** A checkout made by native git; see `Checkout`. */
export class GitCheckout implements Checkout {
  #contents: ChangedContents;

  constructor(private readonly prepared: PreparedCheckout) {
    this.#contents = this.freshContents();
  }

  /** Ends when the mirror of the repository has what was fetched. */
  get kept(): Promise<void> {
    return this.prepared.kept;
  }

  get directory(): string {
    return this.prepared.folder.files;
  }

  get base(): string {
    return this.prepared.base;
  }

  get baseCommit(): string {
    return this.prepared.baseCommit;
  }

  get branch(): string {
    return this.prepared.branch;
  }

  get remoteBranch(): RemoteBranch {
    return this.prepared.remoteBranch;
  }

  async changes(): Promise<readonly Change[]> {
    this.#contents = this.freshContents();
    return findChanges(this.prepared.files, this.prepared.baseline);
  }

  async diff(changes: readonly Change[]): Promise<string> {
    const { tracked } = this.prepared.baseline;
    return this.withObjects((objects) => diffChanges(changes, { tracked, contents: this.#contents, objects }));
  }

  async added(changes: readonly Change[]): Promise<readonly AddedText[]> {
    const { tracked } = this.prepared.baseline;
    return this.withObjects((objects) => addedTexts(changes, { tracked, contents: this.#contents, objects }));
  }

  async commit(changes: readonly Change[], text: CommitText): Promise<string> {
    const { folder, author, baseCommit } = this.prepared;
    const sources = { gitDirectory: folder.outbox, contents: this.#contents, author, baseCommit };
    return this.withObjects((objects) => writeCommit(changes, text, { ...sources, objects }));
  }

  async push(commit: string, signal: AbortSignal): Promise<void> {
    const { git, branch, remoteBranch, expected, connect } = this.prepared;
    if (remoteBranch.state === 'others') throw new JobFailure('branch-has-other-commits', { detail: branch });
    const remote = await connect(signal);
    await this.withGitDirectory((gitDirectory) =>
      pushCommit({ git, remote, gitDirectory, commit, branch, expected }, signal),
    );
  }

  async remove(): Promise<void> {
    await this.prepared.kept;
    await this.prepared.folder.remove();
  }

  /** What `diff` shows is what `commit` takes, until somebody asks for the changes again. */
  private freshContents(): ChangedContents {
    return new ChangedContents(this.prepared.files, this.prepared.baseline.tracked);
  }

  private async withObjects<T>(use: (objects: ObjectReader) => Promise<T>): Promise<T> {
    return this.withGitDirectory(async (gitDirectory) => {
      const objects = new ObjectReader(this.prepared.git, gitDirectory);
      try {
        return await use(objects);
      } finally {
        objects.close();
      }
    });
  }

  /** A new one for each use: whoever shares our user might have changed the settings of an old one. */
  private async withGitDirectory<T>(use: (gitDirectory: string) => Promise<T>): Promise<T> {
    const { folder, shallow } = this.prepared;
    const directory = folder.scratch();
    const alternates = [folder.clone, folder.outbox].map((path) => join(path, 'objects'));
    try {
      await writeBareGitDirectory({ directory, alternates, shallow });
      return await use(directory);
    } catch (error) {
      throw fileFailure(error);
    } finally {
      await removeFolder(directory);
    }
  }
}
