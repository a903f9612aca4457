import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { runBench, SECTIONS } from './run-bench.js';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const USAGE = `usage: npm run bench -- [SECTION …] [--rounds N] [--full] [--json FILE] [--repository PATH]
sections: ${Object.keys(SECTIONS).join(', ')}
--full adds what takes many minutes: 20,000 files, 1,000,000 events.
--repository says whose history "choice" asks, this one's by default.`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rounds: { type: 'string', default: '5' },
    full: { type: 'boolean', default: false },
    repository: { type: 'string', default: root },
    json: { type: 'string', default: join(root, '.cache/bench.json') },
    help: { type: 'boolean', default: false },
  },
});
const rounds = Number(values.rounds);
const unknown = positionals.filter((name) => !Object.hasOwn(SECTIONS, name));
if (values.help || unknown.length > 0 || !Number.isInteger(rounds) || rounds < 1) {
  console.error(USAGE);
  process.exit(values.help ? 0 : 2);
}

try {
  const log = (text: string) => console.log(`  ${text}`);
  const peerPython = process.env['PEER_PYTHON'] ?? join(root, '.cache/bench-venv/bin/python');
  const aiderPython = process.env['AIDER_PYTHON'] ?? join(root, 'libs/aider-runner/python/.venv/bin/python');
  const names = positionals.length > 0 ? positionals : Object.keys(SECTIONS);
  await runBench(
    names,
    { ...{ peerPython, aiderPython, rounds, log }, full: values.full, repository: resolve(values.repository) },
    values.json,
  );
  process.exit(0);
} catch (error) {
  console.error(`\n✗ ${error instanceof Error ? error.message : String(error)}`);
  process.exit(1);
}
