import type { JobResult } from '@ai-coding-agent/contracts';
import type { Checkout } from './ports/checkouts.js';
import type { EditReply } from './ports/coding-agent.js';
import type { VerifyReply } from './ports/verifier.js';
import type { Edited } from './stages/apply-edits.js';
import type { PushedWork } from './stages/push-branch.js';
import type { RefineTask } from './stages/read-pull-request.js';

/** A job that is through, and what its model said. */
export interface Finished {
  readonly result: JobResult;
  /** Absent when an earlier attempt did the work. */
  readonly reply?: EditReply;
  /** How the checks ended, when no text of a pull request of ours says so. */
  readonly checks?: VerifyReply;
  /** The job in whose run this one was done, which is where the cost is. */
  readonly togetherWith?: string;
}

/** "Nothing to do" is a result, not a failure. */
export function noChanges({ reply }: Edited): Finished {
  return { result: { outcome: 'no_changes', changedFiles: [] }, reply };
}

/** Everything but pushes and writes to the forge. */
export async function dryRun(checkout: Checkout, { changes, reply }: Edited): Promise<Finished> {
  const diff = await checkout.diff(changes);
  return { result: { outcome: 'dry_run', changedFiles: changes.map(({ path }) => path), diff }, reply };
}

/** The work is on the branch of a pull request that was there before. */
export function pullRequestUpdated(
  { pullRequest, branch }: RefineTask,
  { commitSha, changedFiles, reply, checks }: PushedWork,
): Finished {
  const { number: pullRequestNumber, url: pullRequestUrl } = pullRequest;
  const outcome = 'pull_request_updated';
  return {
    result: { outcome, pullRequestNumber, pullRequestUrl, branch, commitSha, changedFiles },
    ...(reply && { reply }),
    ...(checks && { checks }),
  };
}
