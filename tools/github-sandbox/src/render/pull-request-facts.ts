import { mergeBase } from '../git/merge-base.js';
import { mergeTrees } from '../git/merge-trees.js';
import { readChangedFiles } from '../git/read-changed-files.js';
import { runGit } from '../git/run-git.js';
import type { PullRequest } from '../world/pull-request.js';

/** What git knows of a pull request. */
export interface PullRequestFacts {
  readonly commits: number;
  readonly additions: number;
  readonly deletions: number;
  readonly changedFiles: number;
  /** null: not known. */
  readonly mergeable: boolean | null;
}

const known = new WeakMap<PullRequest, { key: string; facts: Promise<PullRequestFacts> }>();

/** Computed once for every pair of commits. */
export function pullRequestFacts(pull: PullRequest): Promise<PullRequestFacts> {
  const key = `${pull.base.sha} ${pull.head.sha}`;
  const remembered = known.get(pull);
  if (remembered?.key === key) return remembered.facts;
  const facts = compute(pull.issue.repository.directory, pull.base.sha, pull.head.sha);
  known.set(pull, { key, facts });
  return facts;
}

async function compute(directory: string, base: string, head: string): Promise<PullRequestFacts> {
  const ancestor = (await mergeBase(directory, base, head)) ?? base;
  const [count, files, merged] = await Promise.all([
    runGit(directory, ['rev-list', '--count', `${base}..${head}`]),
    readChangedFiles(directory, ancestor, head),
    mergeTrees(directory, base, head),
  ]);
  const sum = (key: 'additions' | 'deletions') => files.map((file) => file[key]).reduce((a, b) => a + b, 0);
  return {
    commits: Number(count),
    additions: sum('additions'),
    deletions: sum('deletions'),
    changedFiles: files.length,
    mergeable: merged === 'unknown' ? null : merged !== 'conflict',
  };
}
