import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { startBroker } from '@ai-coding-agent/broker';
import type { BenchContext } from './bench-context.js';
import { machine } from './report/machine.js';
import type { SectionResult } from './report/section-result.js';
import { summarise } from './report/summarise.js';
import { table } from './report/table.js';
import { choice } from './sections/choice.js';
import { clone } from './sections/clone.js';
import { ingest } from './sections/ingest.js';
import { kills } from './sections/kills.js';
import { map } from './sections/map.js';
import { overhead } from './sections/overhead.js';
import { replay } from './sections/replay.js';
import { sandbox } from './sections/sandbox.js';
import { startUp } from './sections/start-up.js';
import { workers } from './sections/workers.js';

/** Every section by its name, in order. */
export const SECTIONS: Readonly<Record<string, (context: BenchContext) => Promise<SectionResult[]>>> = {
  overhead,
  sandbox,
  map,
  choice,
  ingest,
  'start-up': startUp,
  clone,
  replay,
  workers,
  kills,
};

/** Measures, prints tables, and keeps the figures as JSON in `file`. Each section has a broker of its own. */
export async function runBench(
  names: readonly string[],
  options: Omit<BenchContext, 'rabbitmqUrl'>,
  file: string,
): Promise<void> {
  const results: SectionResult[] = [];
  console.log(machine());
  for (const name of names) {
    const section = SECTIONS[name];
    if (!section) throw new Error(`there is no section ${name}; there are ${Object.keys(SECTIONS).join(', ')}`);
    const broker = await startBroker();
    try {
      const measured = await section({ ...options, rabbitmqUrl: broker.url });
      for (const result of measured) console.log(table(result));
      results.push(...measured);
    } finally {
      await broker.remove();
    }
  }
  await mkdir(dirname(file), { recursive: true });
  const sections = results.map((result) => ({ ...result, summary: summarise(result) }));
  await writeFile(file, `${JSON.stringify({ at: new Date().toISOString(), machine: machine(), sections }, null, 2)}\n`);
  console.log(`\nAs JSON: ${file}`);
}
