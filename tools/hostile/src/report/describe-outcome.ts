import type { Attack } from '../attack.js';
import type { Outcome } from '../side.js';

/** An outcome in a few words. */
export function describeOutcome({ damage, edited }: Outcome, { editIsDue }: Attack): string {
  if (damage.length > 0) return damage.join(', ');
  return editIsDue && !edited ? 'no harm, but no edit' : 'nothing';
}
