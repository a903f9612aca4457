import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { format } from 'prettier';
import type { Attack } from '../attack.js';
import type { Row } from '../run-attacks.js';
import { describeOutcome } from './describe-outcome.js';

/** Where the results are kept. */
export const SECURITY_PAGE = fileURLToPath(new URL('../../../../docs/SECURITY.md', import.meta.url));

const BEGIN = '<!-- npm run hostile: begin -->';
const END = '<!-- npm run hostile: end -->';

/** One line of the table on the page. */
export interface DocumentedRow {
  readonly attack: string;
  readonly tries: string;
  readonly plain: string;
  readonly ours: string;
}

/** What the page says. */
export function documentedRows(page = readFileSync(SECURITY_PAGE, 'utf8')): DocumentedRow[] {
  const table = page.split(BEGIN)[1]?.split(END)[0] ?? '';
  return table
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .map((line) => line.split('|').map((cell) => cell.trim()))
    .map(([, attack = '', tries = '', plain = '', ours = '']) => ({
      attack: attack.replaceAll('`', ''),
      tries,
      plain,
      ours,
    }));
}

/** What a run says, in the words of the page. All our sandboxes have to come to the same. */
export function resultRows(rows: readonly Row[], plain: string): DocumentedRow[] {
  return rows.map(({ attack, outcomes }) => {
    const said = new Map(Array.from(outcomes, ([side, outcome]) => [side, describeOutcome(outcome, attack)]));
    const ours = [...new Set([...said].filter(([side]) => side !== plain).map(([, words]) => words))];
    return { ...introduce(attack), plain: said.get(plain) ?? '', ours: ours.join(' / ') };
  });
}

/** The part of a row that no run is needed for. */
export function introduce({ name, tries }: Attack): Pick<DocumentedRow, 'attack' | 'tries'> {
  return { attack: name, tries: tries.replaceAll('|', '') };
}

/** Puts the results of a run of all attacks on the page. */
export async function writeDocumented(rows: readonly DocumentedRow[]): Promise<void> {
  const page = readFileSync(SECURITY_PAGE, 'utf8');
  const lines = rows.map(({ attack, tries, plain, ours }) => `| \`${attack}\` | ${tries} | ${plain} | ${ours} |`);
  const table = ['| attack | tries | plain `aider` | this agent |', '|---|---|---|---|', ...lines].join('\n');
  const [before, after] = [page.split(BEGIN)[0], page.split(END)[1]];
  if (after === undefined) throw new Error(`${SECURITY_PAGE} has no place for the table`);
  const text = `${before}${BEGIN}\n\n${table}\n\n${END}${after}`;
  writeFileSync(SECURITY_PAGE, await format(text, { parser: 'markdown', printWidth: 120 }));
}
