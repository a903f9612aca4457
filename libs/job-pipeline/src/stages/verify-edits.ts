import type { JobContext } from '../job-context.js';
import type { Checkout } from '../ports/checkouts.js';
import type { Verifier, VerifyReply } from '../ports/verifier.js';
import type { Edited } from './apply-edits.js';

/** An edit, and how its checks ended; without `checks` none were run. */
export interface Verified extends Edited {
  readonly checks?: VerifyReply;
}

/**
 * Runs the checks that the operator chose, if there is anything to check. A failed check is no failure of the job: it
 * is said in the pull request, which is then a draft. The changes are those from before: checks can't add to them.
 * @throws JobFailure `sandbox-*` when the checks used more than a job may
 */
export async function verifyEdits(
  edited: Edited,
  checkout: Checkout,
  { verifier }: { readonly verifier?: Verifier | undefined },
  { signal }: Pick<JobContext, 'signal'>,
): Promise<Verified> {
  if (!verifier || edited.changes.length === 0) return edited;
  return { ...edited, checks: await verifier.verify({ directory: checkout.directory, signal }) };
}
