import type { JobContext } from '../job-context.js';
import type { Checkout } from '../ports/checkouts.js';
import type { EditReply } from '../ports/coding-agent.js';
import type { VerifyReply } from '../ports/verifier.js';
import type { Verified } from './verify-edits.js';

/** Work that is on the branch at the forge. */
export interface PushedWork {
  readonly commitSha: string;
  readonly changedFiles: readonly string[];
  /** Absent when an earlier attempt did the work. */
  readonly reply?: EditReply;
  /** Absent when nothing was run. */
  readonly checks?: VerifyReply;
}

/** @throws JobFailure `branch-moved`, `push-rejected`, `git-auth`, `git-unreachable` */
export async function pushBranch(
  checkout: Checkout,
  commitSha: string,
  { changes, reply, checks }: Verified,
  { signal }: Pick<JobContext, 'signal'>,
): Promise<PushedWork> {
  await checkout.push(commitSha, signal);
  return { commitSha, changedFiles: changes.map(({ path }) => path), reply, ...(checks && { checks }) };
}

/** What this very job pushed before it was interrupted, if it got so far: the model is not asked twice. */
export function earlierWork({ remoteBranch }: Checkout): PushedWork | undefined {
  if (remoteBranch.state !== 'same-job') return undefined;
  return { commitSha: remoteBranch.tip, changedFiles: remoteBranch.changedFiles };
}
