import type { CommitAuthor } from './commit-author.js';
import type { GitOutput } from './git.js';

/** What counts about a commit that is already there. */
export interface CommitFacts {
  readonly id: string;
  readonly authorEmail: string;
  readonly committerEmail: string;
  /** Values of its `Job-Id:` trailers. */
  readonly jobIds: readonly string[];
}

/** Argument of `git log` that makes it print what `parseCommitFacts` reads. */
export const COMMIT_FACTS_FORMAT =
  '--format=tformat:%H%x00%ae%x00%ce%x00%(trailers:key=Job-Id,valueonly,unfold,separator=%x09)%x00%x00';

/** Commits as printed. Where the output was cut off, the last one stands for the rest and is nobody's. */
export function parseCommitFacts({ text, truncated }: GitOutput): CommitFacts[] {
  const records = text.split('\0\0\n');
  const cutOff = records.pop() ?? '';
  const commits = records.map(parseRecord);
  return truncated ? [...commits, { ...parseRecord(cutOff), jobIds: [] }] : commits;
}

/** Whether the agent made the commit, and nobody touched it since. */
export function isMadeBy(author: CommitAuthor, commit: CommitFacts): boolean {
  return commit.authorEmail === author.email && commit.committerEmail === author.email && commit.jobIds.length > 0;
}

function parseRecord(record: string): CommitFacts {
  const [id = '', authorEmail = '', committerEmail = '', jobIds = ''] = record.split('\0');
  return { id, authorEmail, committerEmail, jobIds: jobIds.split('\t').filter(Boolean) };
}
