import { parseArgs } from 'node:util';
import Table from 'cli-table3';
import { AIDER_PYTHON } from './aider-python.js';
import { allAttacks } from './all-attacks.js';
import { describeOutcome } from './report/describe-outcome.js';
import { documentedRows, resultRows, writeDocumented, type DocumentedRow } from './report/documented-table.js';
import { runAttacks, type Row } from './run-attacks.js';
import type { Side } from './side.js';
import { ourRunner } from './sides/our-runner.js';
import { plainAider } from './sides/plain-aider.js';

const USAGE = `usage: npm run hostile -- [--write] [attack] …

Lets hostile repositories, issues and replies loose on plain aider and on this agent, side by side, and compares the
result with the table in docs/SECURITY.md. Without names: every attack, which takes some minutes.

  --write   puts the result on the page instead
`;

/** A machine with two cores is kept busy by so many. */
const ABREAST = 2;

process.exit(await main());

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { write: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } },
  });
  const attacks = allAttacks(AIDER_PYTHON).filter(({ name }) => positionals.length === 0 || positionals.includes(name));
  if (values.help || attacks.length < positionals.length) {
    console.log(USAGE);
    return values.help ? 0 : 2;
  }
  const plain = plainAider(AIDER_PYTHON);
  const ours = await oursInEverySandbox(AIDER_PYTHON);
  const sides = [plain, ...ours];
  try {
    const rows = await runAttacks(attacks, sides, {
      abreast: ABREAST,
      onRow: ({ attack }) => console.log(`· ${attack.name}`),
    });
    print(rows, sides);
    const isHarmed = sides.slice(1).some((side) => harmedBy(rows, side) > 0);
    const results = resultRows(rows, plain.name);
    if (values.write && positionals.length === 0) await writeDocumented(results);
    const surprises = compare(results, documentedRows());
    surprises.forEach((line) => console.error(line));
    return isHarmed || surprises.length > 0 ? 1 : 0;
  } finally {
    await Promise.all(sides.map((side) => side.close()));
  }
}

async function oursInEverySandbox(python: string): Promise<Side[]> {
  const sides = [await ourRunner({ python, sandbox: 'process', pool: ABREAST })];
  try {
    sides.unshift(await ourRunner({ python, sandbox: 'bubblewrap', pool: ABREAST }));
  } catch (error) {
    console.log(`Without bubblewrap, which does not work here: ${(error as Error).message}`);
  }
  return sides;
}

function print(rows: readonly Row[], sides: readonly Side[]): void {
  const table = new Table({
    head: ['attack', 'tries', ...sides.map(({ name }) => name)],
    style: { head: [], border: [] },
  });
  for (const { attack, outcomes } of rows) {
    const cells = sides.map(({ name }) => describeOutcome(outcomes.get(name) ?? { damage: [], edited: false }, attack));
    table.push([attack.name, attack.tries, ...cells]);
  }
  console.log(table.toString());
  for (const side of sides) console.log(`${harmedBy(rows, side)} of ${rows.length} attacks harm ${side.name}.`);
}

function harmedBy(rows: readonly Row[], { name }: Side): number {
  return rows.filter(({ outcomes }) => (outcomes.get(name)?.damage.length ?? 0) > 0).length;
}

function compare(results: readonly DocumentedRow[], documented: readonly DocumentedRow[]): string[] {
  const known = new Map(documented.map((row) => [row.attack, row]));
  return results
    .filter((row) => JSON.stringify(known.get(row.attack)) !== JSON.stringify(row))
    .map((row) => `docs/SECURITY.md says something else about ${row.attack}: run npm run hostile -- --write`);
}
