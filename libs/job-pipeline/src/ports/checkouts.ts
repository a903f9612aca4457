import type { AddedText } from './secret-scanner.js';

/** Which commit to check out, and where the result will go. */
export interface CheckoutRequest {
  readonly jobId: string;
  readonly repository: string;
  /** Branch to start from. */
  readonly base: string;
  /** Branch that the result is pushed to; it may exist already. The same as `base` builds on whatever is there. */
  readonly branch: string;
  readonly signal: AbortSignal;
}

/** One file that differs from the base commit. */
export interface Change {
  /** Path in the repository, with slashes. */
  readonly path: string;
  readonly kind: 'added' | 'modified' | 'deleted';
  /** What it is now; `other` is a device, a socket, or a repository inside the repository. */
  readonly type: 'file' | 'symlink' | 'other';
  /** Bytes now; 0 when deleted. */
  readonly size: number;
}

export interface CommitText {
  readonly subject: string;
  /** Paragraphs between subject and trailers. */
  readonly body: string;
  readonly trailers: readonly (readonly [name: string, value: string])[];
}

/** What is on the remote branch that the result goes to. */
export type RemoteBranch =
  | { readonly state: 'absent' }
  /** Only commits that this agent made, which may be replaced; or it is the base, which is built on. */
  | { readonly state: 'ours'; readonly tip: string }
  /** This very job was here before: its commit, and what it changed. */
  | { readonly state: 'same-job'; readonly tip: string; readonly changedFiles: readonly string[] }
  /** At least one commit by somebody else; never when it is the base. */
  | { readonly state: 'others'; readonly tip: string };

/**
 * A checkout with a git directory that nothing but this process touches. After the agent ran, every method still
 * tells the truth, whatever the agent did to the files.
 */
export interface Checkout {
  /** The root of the files. */
  readonly directory: string;
  readonly base: string;
  readonly baseCommit: string;
  readonly branch: string;
  readonly remoteBranch: RemoteBranch;
  /** What differs from the base commit, sorted by path. Ignored files don't count. */
  changes(): Promise<readonly Change[]>;
  /** Unified diff of `changes`, without binary contents. */
  diff(changes: readonly Change[]): Promise<string>;
  /** What `changes` add: the new lines of text files, and the whole of binary ones. Deleted files are left out. */
  added(changes: readonly Change[]): Promise<readonly AddedText[]>;
  /** Commits `changes` on top of the base commit and returns the id of the commit. */
  commit(changes: readonly Change[], text: CommitText): Promise<string>;
  /**
   * Pushes the commit to the branch, if the branch is still as `remoteBranch` says.
   * @throws JobFailure `branch-moved`, `push-rejected`, `git-auth`, `git-unreachable`
   */
  push(commit: string, signal: AbortSignal): Promise<void>;
  /** Removes everything from disk. Safe to call twice. */
  remove(): Promise<void>;
}

/** Makes checkouts. */
export interface Checkouts {
  /** @throws JobFailure `git-*`, `base-branch-not-found`, `repository-empty`, `repository-not-found`, `disk-full` */
  prepare(request: CheckoutRequest): Promise<Checkout>;
}
