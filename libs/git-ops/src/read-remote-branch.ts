import type { RemoteBranch } from '@ai-coding-agent/job-pipeline';
import { isMadeBy, type CommitFacts } from './commit-facts.js';
import { listBranchCommits, listRecentCommits, MOST_COMMITS, type BranchRequest } from './list-branch-commits.js';
import { listCommitFiles } from './list-commit-files.js';

/** The branch as found, and what a push has to find there again. */
export interface FoundBranch {
  readonly remoteBranch: RemoteBranch;
  /** Commit at its tip; empty when there must be no branch. */
  readonly expected: string;
}

/** The commit that the branch points to, if there is such a branch. */
export async function readTip(
  { git, remote, branch }: Pick<BranchRequest, 'git' | 'remote' | 'branch'>,
  signal: AbortSignal,
): Promise<string | undefined> {
  const ref = `refs/heads/${branch}`;
  const { text } = await git.run(['ls-remote', '--quiet', '--', remote.url, ref], { signal, remote });
  // The server takes the name as a pattern, so that longer ones may fit as well.
  const line = text.split('\n').find((candidate) => candidate.endsWith(`\t${ref}`));
  return line?.split('\t')[0];
}

/** Finds out whose commits the branch has. */
export async function readRemoteBranch(request: BranchRequest, signal: AbortSignal): Promise<FoundBranch> {
  if (request.base === request.branch) return readOwnBase(request, signal);
  const { author } = request;
  const commits = await listBranchCommits(request, signal);
  const expected = commits.tip;
  const tooMany = commits.own.length >= MOST_COMMITS;
  if (tooMany || commits.own.some((commit) => !isMadeBy(author, commit)))
    return { expected, remoteBranch: { state: 'others', tip: expected } };
  return findJob(request, commits.own, expected, signal);
}

/**
 * A branch that is built on may have anybody's commits, also on top of the one that this very job made. The lease is
 * the commit that was checked out: what came after it is never overwritten.
 */
async function readOwnBase(request: BranchRequest, signal: AbortSignal): Promise<FoundBranch> {
  const recent = await listRecentCommits(request, signal);
  return findJob(request, recent, request.baseCommit.id, signal);
}

async function findJob(
  request: BranchRequest,
  commits: readonly CommitFacts[],
  expected: string,
  signal: AbortSignal,
): Promise<FoundBranch> {
  const { author, jobId } = request;
  // Anybody may write the id of a job into a commit; only the agent's own count.
  const depth = commits.findIndex((commit) => isMadeBy(author, commit) && commit.jobIds.includes(jobId));
  const ours = commits[depth];
  if (!ours) return { expected, remoteBranch: { state: 'ours', tip: expected } };
  const changedFiles = await listCommitFiles(request, { id: ours.id, depth }, signal);
  return { expected, remoteBranch: { state: 'same-job', tip: ours.id, changedFiles } };
}
