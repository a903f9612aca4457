import { JobFailure, type FailureCode } from '@ai-coding-agent/failures';
import { writeBareGitDirectory } from './bare-git-directory.js';
import type { CheckoutFolder } from './checkout-folder.js';
import type { CommitAuthor } from './commit-author.js';
import { COMMIT_FACTS_FORMAT, isMadeBy, parseCommitFacts, type CommitFacts } from './commit-facts.js';
import type { Git } from './git.js';
import type { RemoteRepository } from './remote-repository.js';

export interface BranchRequest {
  readonly git: Git;
  readonly remote: RemoteRepository;
  readonly folder: CheckoutFolder;
  readonly author: CommitAuthor;
  readonly jobId: string;
  readonly base: string;
  readonly branch: string;
  /** The commit that was checked out. */
  readonly baseCommit: CommitFacts;
  /** Where the branch was seen last. */
  readonly tip: string;
}

/** A branch and the commits that it has for itself, newest first. */
export interface BranchCommits {
  readonly tip: string;
  readonly own: readonly CommitFacts[];
}

/** As many commits as are looked at: the agent makes one a job, so that more of them are somebody else's. */
export const MOST_COMMITS = 200;
/** How far back a job looks for its own commit on a branch that it builds on: people go on while it is restarted. */
const RECENT_COMMITS = 50;

/** Failures that another way of asking does not mend. */
const FINAL: readonly FailureCode[] = ['git-auth', 'repository-not-found', 'github-rate-limited', 'disk-full'];

/**
 * The commits of the branch that the base does not have. Where the branch is just where the base is, those are the
 * newest ones of it that the agent made.
 */
export async function listBranchCommits(request: BranchRequest, signal: AbortSignal): Promise<BranchCommits> {
  const { author, baseCommit, tip } = request;
  if (tip === baseCommit.id) {
    if (!isMadeBy(author, baseCommit)) return { tip, own: [] };
    const recent = await listRecentCommits(request, signal);
    const foreign = recent.findIndex((commit) => !isMadeBy(author, commit));
    return { tip, own: foreign < 0 ? recent : recent.slice(0, foreign) };
  }
  const own = await fetchOwnCommits(request, signal);
  return { tip: own[0]?.id ?? tip, own };
}

/** The newest commits of the branch, whoever made them. */
export function listRecentCommits(request: BranchRequest, signal: AbortSignal): Promise<CommitFacts[]> {
  return fetchCommits(request, [`--depth=${RECENT_COMMITS}`], 'refs/branch', signal);
}

async function fetchOwnCommits(request: BranchRequest, signal: AbortSignal): Promise<CommitFacts[]> {
  try {
    return await fetchCommits(request, [`--shallow-exclude=refs/heads/${request.base}`], 'refs/branch', signal);
  } catch (error) {
    // It also fails when nothing is left, and on servers that don't know it, in words that differ from server to server.
    if (!(error instanceof JobFailure) || FINAL.includes(error.code)) throw error;
    return fetchCommits(request, [], 'refs/base..refs/branch', signal);
  }
}

/** Fetches commits without their files, where the server can do that, into a git directory of their own. */
async function fetchCommits(
  { git, remote, folder, base, branch }: BranchRequest,
  depth: readonly string[],
  range: string,
  signal: AbortSignal,
): Promise<CommitFacts[]> {
  const directory = folder.scratch();
  await writeBareGitDirectory({ directory });
  const refs = [`+refs/heads/${branch}:refs/branch`];
  if (depth.length === 0) refs.push(`+refs/heads/${base}:refs/base`);
  const fetch = [`--git-dir=${directory}`, 'fetch', '--quiet', '--no-tags', '--filter=tree:0', ...depth];
  try {
    await git.run([...fetch, '--', remote.url, ...refs], { signal, remote, subject: branch });
  } catch (error) {
    throw goneMeanwhile(error);
  }
  const log = [`--git-dir=${directory}`, 'log', `--max-count=${MOST_COMMITS}`, COMMIT_FACTS_FORMAT, range, '--'];
  return parseCommitFacts(await git.run(log, { signal }));
}

/** Both branches were there a moment ago. */
function goneMeanwhile(error: unknown): unknown {
  if (!(error instanceof JobFailure) || error.code !== 'base-branch-not-found') return error;
  return new JobFailure('branch-moved', { detail: error.detail, cause: error });
}
