import { timestamp } from '../world/timestamp.js';
import { runGit } from './run-git.js';

export interface Signature {
  readonly name: string;
  readonly email: string;
  readonly date: string;
}

export interface Commit {
  readonly sha: string;
  readonly tree: string;
  readonly parents: readonly string[];
  readonly author: Signature;
  readonly committer: Signature;
  /** Without the newline at the end. */
  readonly message: string;
}

const FIELDS = ['%H', '%T', '%P', '%an', '%ae', '%aI', '%cn', '%ce', '%cI', '%B'];

/**
 * Commits as `git log` lists them, newest first.
 * @param range what `git log` takes, made of commit ids
 */
export async function readCommits(directory: string, ...range: string[]): Promise<Commit[]> {
  const output = await runGit(directory, [
    'log',
    '-z',
    `--format=${FIELDS.join('%x00')}`,
    '--no-show-signature',
    ...range,
  ]);
  const values = output.split('\0');
  const commits: Commit[] = [];
  for (let at = 0; at + FIELDS.length <= values.length; at += FIELDS.length) {
    commits.push(toCommit(values.slice(at, at + FIELDS.length)));
  }
  return commits;
}

function toCommit(values: readonly string[]): Commit {
  const [sha = '', tree = '', parents = '', name = '', email = '', date = '', ...rest] = values;
  const [committer = '', committerEmail = '', committedAt = '', message = ''] = rest;
  return {
    sha,
    tree,
    parents: parents.split(' ').filter(Boolean),
    author: { name, email, date: timestamp(new Date(date)) },
    committer: { name: committer, email: committerEmail, date: timestamp(new Date(committedAt)) },
    message: message.replace(/\n+$/, ''),
  };
}
