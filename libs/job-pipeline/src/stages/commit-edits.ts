import type { Change, Checkout, CommitText } from '../ports/checkouts.js';

/** @returns the id of the commit */
export async function commitEdits(checkout: Checkout, changes: readonly Change[], text: CommitText): Promise<string> {
  return checkout.commit(changes, text);
}
