import Table from 'cli-table3';
import pc from 'picocolors';
import { plainText } from './plain-text.js';

const BORDERLESS = Object.fromEntries(
  ['top', 'top-mid', 'top-left', 'top-right', 'bottom', 'bottom-mid', 'bottom-left', 'bottom-right', 'left', 'left-mid']
    .concat(['mid', 'mid-mid', 'right', 'right-mid'])
    .map((part) => [part, '']),
);

/** Rows under their titles, as `kubectl` shows them. */
export function printTable(titles: readonly string[], rows: readonly (readonly (string | number | undefined)[])[]) {
  const table = new Table({
    head: titles.map((title) => pc.bold(title)),
    chars: { ...BORDERLESS, middle: '  ' },
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0 },
  });
  table.push(...rows.map((row) => row.map((cell) => plainText(String(cell ?? '')))));
  console.log(table.toString());
}
