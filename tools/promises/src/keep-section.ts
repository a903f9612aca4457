import { readFileSync, writeFileSync } from 'node:fs';
import { settings } from './settings.js';

const PAGE = new URL('../../../docs/PROMISES.md', import.meta.url);

/** Prints a table; with `--write` it also takes its place in docs/PROMISES.md, between the marks of its name. */
export function keepSection(name: string, lines: readonly string[]): void {
  console.log(lines.join('\n'));
  if (!settings.write) return;
  const page = readFileSync(PAGE, 'utf8');
  const [begin, end] = [`<!-- ${name} -->`, `<!-- end of ${name} -->`];
  const [before, after] = [page.indexOf(begin), page.indexOf(end)];
  if (before < 0 || after < 0) throw new Error(`docs/PROMISES.md has no place for ${name}`);
  writeFileSync(PAGE, [page.slice(0, before + begin.length), '', ...lines, '', page.slice(after)].join('\n'));
}
