import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const USAGE = `usage: npm run promises -- [options] [chaos] [crash-matrix] [consumer-life] [memory] …

Shows what takes minutes to show: docs/PROMISES.md and parts of docs/SECURITY.md, with real processes and a real broker.
Without names: everything. A name is a part of the path of a file in a folder \`trials\`.

  --jobs N     jobs of the chaos (1000)
  --seed N     of everything that happens at random; the output says which one it was
  --broker 4   on RabbitMQ 4.0 instead of the machine's own, made on the first use (as root, on Debian or Ubuntu)
  --write      keeps the table of the crash matrix in docs/PROMISES.md
`;

const root = fileURLToPath(new URL('../../..', import.meta.url));

interface Report {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
}

process.exit(main());

function main(): number {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      jobs: { type: 'string' },
      seed: { type: 'string' },
      broker: { type: 'string' },
      write: { type: 'boolean' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help) {
    console.log(USAGE);
    return 0;
  }
  const env = {
    ...process.env,
    ...(values.jobs && { PROMISES_JOBS: values.jobs }),
    ...(values.seed && { PROMISES_SEED: values.seed }),
    ...(values.write && { PROMISES_WRITE: '1' }),
    ...(values.broker === '4' && { RABBITMQ_SERVER: makeRabbitMq4() }),
  };
  const folder = mkdtempSync(join(tmpdir(), 'promises-'));
  const file = join(folder, 'report.json');
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
  const args = ['vitest', 'run', '--config', 'tools/promises/vitest.trials.config.mts', ...reporters, ...positionals];
  const { status } = spawnSync('npx', args, { cwd: root, env, stdio: 'inherit' });
  const report = readReport(file);
  rmSync(folder, { recursive: true });
  const passed = report?.numPassedTests ?? 0;
  const bad = (report?.numFailedTests ?? 0) + (report?.numPendingTests ?? 0);
  // A run that fails without a failing test has an error outside of its tests.
  const failed = bad > 0 || status === 0 ? bad : 1;
  console.log(`\n${passed} passed, ${failed} failed`);
  return failed === 0 && passed > 0 ? 0 : 1;
}

function makeRabbitMq4(): string {
  const script = join(root, 'tools/broker/scripts/make-rabbitmq-4.sh');
  const { status, stdout } = spawnSync(script, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
  if (status !== 0) process.exit(1);
  return stdout.trim();
}

function readReport(file: string): Report | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Report;
  } catch {
    return undefined;
  }
}
