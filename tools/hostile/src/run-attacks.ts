import type { Attack } from './attack.js';
import type { Outcome, Side } from './side.js';

/** What one attack achieved on each side, by the name of the side. */
export interface Row {
  readonly attack: Attack;
  readonly outcomes: ReadonlyMap<string, Outcome>;
}

/**
 * Lets every attack loose on every side.
 * @param abreast attacks at a time
 * @param onRow called as soon as one is over
 */
export async function runAttacks(
  attacks: readonly Attack[],
  sides: readonly Side[],
  { abreast, onRow }: { readonly abreast: number; readonly onRow: (row: Row) => void },
): Promise<Row[]> {
  const waiting = [...attacks.entries()];
  const rows: Row[] = [];
  const work = async (): Promise<void> => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const [index, attack] = next;
      const outcomes = new Map<string, Outcome>();
      for (const side of sides) outcomes.set(side.name, await side.face(attack));
      rows[index] = { attack, outcomes };
      onRow(rows[index]);
    }
  };
  await Promise.all(Array.from({ length: abreast }, work));
  return rows;
}
