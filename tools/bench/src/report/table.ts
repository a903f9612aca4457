import Table from 'cli-table3';
import type { SectionResult } from './section-result.js';
import { summarise } from './summarise.js';

/** A section for people. */
export function table(result: SectionResult): string {
  const unit = result.unit;
  const rows = new Table({
    head: ['', `median ${unit}`, 'min – max', 'runs', '× peer', 'CPU s', 'CPU × peer', 'peak MiB'],
    style: { head: [], border: [] },
    colAligns: ['left', 'right', 'right', 'right', 'right', 'right', 'right', 'right'],
  });
  for (const row of summarise(result)) {
    rows.push([
      row.name === result.peer ? `${row.name} (peer)` : row.name,
      figure(row.median),
      `${figure(row.min)} – ${figure(row.max)}`,
      String(row.runs),
      figure(row.ratio, 2),
      figure(row.cpuSeconds, 2),
      figure(row.cpuRatio, 2),
      figure(row.peakMib, 0),
    ]);
  }
  const better = result.moreIsBetter ? 'more is better' : 'less is better';
  return [`\n${result.title} (${better})`, rows.toString(), ...(result.notes ?? []).map((note) => `  ${note}`)].join(
    '\n',
  );
}

function figure(value: number | undefined, digits = value !== undefined && value < 100 ? 1 : 0): string {
  return value === undefined ? '' : value.toLocaleString('en-US', { maximumFractionDigits: digits });
}
