import type { JobResult } from '@ai-coding-agent/contracts';
import type { Checkout } from './ports/checkouts.js';
import type { EditReply } from './ports/coding-agent.js';
import type { Edited } from './stages/apply-edits.js';

/** A job that is through, and what its model said. */
export interface Finished {
  readonly result: JobResult;
  /** Absent when an earlier attempt did the work. */
  readonly reply?: EditReply;
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
