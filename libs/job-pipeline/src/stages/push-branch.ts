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

/** How long a push that is under way may take once the attempt has to end, in milliseconds. */
const GRACE_MS = 5_000;

/**
 * Starts no push when the attempt has to end. One that is under way is let through: cut off, nobody would know whether
 * the branch has it.
 * @throws JobFailure `branch-moved`, `push-rejected`, `git-auth`, `git-unreachable`
 */
export async function pushBranch(
  checkout: Checkout,
  commitSha: string,
  { changes, reply, checks }: Verified,
  { signal }: Pick<JobContext, 'signal'>,
): Promise<PushedWork> {
  signal.throwIfAborted();
  const patience = new AbortController();
  const lastResort = () => void setTimeout(() => patience.abort(signal.reason), GRACE_MS).unref();
  signal.addEventListener('abort', lastResort);
  try {
    await checkout.push(commitSha, patience.signal);
  } finally {
    signal.removeEventListener('abort', lastResort);
  }
  return { commitSha, changedFiles: changes.map(({ path }) => path), reply, ...(checks && { checks }) };
}

/** What this very job pushed before it was interrupted, if it got so far: the model is not asked twice. */
export function earlierWork({ remoteBranch }: Checkout): PushedWork | undefined {
  if (remoteBranch.state !== 'same-job') return undefined;
  return { commitSha: remoteBranch.tip, changedFiles: remoteBranch.changedFiles };
}
