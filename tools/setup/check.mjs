// Every check there is. Ends with a line `N passed, N failed`.
//
// The tests mostly wait for other processes, so the static checks run beside them; their output comes afterwards.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from './root.mjs';

const env = { ...process.env, NX_DAEMON: 'false', NX_TUI: 'false', FORCE_COLOR: process.stdout.isTTY ? '1' : '0' };
const runner = join(root, 'libs/aider-runner/python');
const python = process.env.AIDER_PYTHON ?? join(runner, '.venv/bin/python');

/** Programs whose exit code is their result. */
const STATIC_CHECKS = [
  ['format', 'npx', 'prettier', '--check', '--log-level=warn', '.'],
  ['project references', 'npx', 'nx', 'sync:check'],
  ['types', 'npx', 'tsc', '--build'],
  ['lint and module boundaries', 'npx', 'eslint', '.', '--max-warnings=0', '--cache', '--cache-location=.cache/eslint'],
];

let passed = 0;
let failed = 0;

const [reports] = await Promise.all([staticChecks(), vitest()]);
for (const report of reports) console.log(report);
console.log(`\n${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);

async function staticChecks() {
  const reports = [];
  for (const [name, program, ...args] of STATIC_CHECKS) {
    const { status, output, seconds } = await run(program, args);
    if (status === 0) passed += 1;
    else failed += 1;
    reports.push(status === 0 ? `✓ ${name} (${seconds} s)` : `✗ ${name} (${seconds} s)\n${output}`);
  }
  return [...reports, await pythonTests()];
}

/** unittest counts for itself: `Ran 12 tests`, then `OK` or `FAILED (failures=1, errors=2)`. */
async function pythonTests() {
  const { status, output, seconds } = await run(python, [
    '-I',
    '-m',
    'unittest',
    'discover',
    '-s',
    runner,
    '-t',
    runner,
  ]);
  const count = Number(/^Ran (\d+) test/m.exec(output)?.[1] ?? 0);
  const counted = [...output.matchAll(/(?:failures|errors|skipped)=(\d+)/g)].reduce((sum, [, n]) => sum + Number(n), 0);
  const bad = status === 0 && count > 0 ? counted : Math.max(counted, 1);
  passed += Math.max(0, count - bad);
  failed += bad;
  return bad === 0 ? `✓ ${count} Python tests (${seconds} s)` : `✗ Python tests (${seconds} s)\n${output}`;
}

/** So does Vitest, in its report. A run that fails without a failing test has an error outside of its tests. */
async function vitest() {
  const folder = mkdtempSync(join(tmpdir(), 'ai-coding-agent-check-'));
  const file = join(folder, 'vitest.json');
  const args = ['vitest', 'run', '--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
  const { status } = await run('npx', args, 'inherit');
  const result = readJson(file);
  rmSync(folder, { recursive: true });
  const bad = (result?.numFailedTests ?? 0) + (result?.numPendingTests ?? 0);
  passed += result?.numPassedTests ?? 0;
  failed += bad > 0 || status === 0 ? bad : 1;
}

function run(program, args, stdio = 'pipe') {
  const startedAt = Date.now();
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd: root, env, stdio: ['ignore', stdio, stdio] });
    let output = '';
    child.stdout?.on('data', (chunk) => (output += chunk));
    child.stderr?.on('data', (chunk) => (output += chunk));
    child.on('error', reject);
    child.on('close', (status) => resolve({ status, output, seconds: Math.round((Date.now() - startedAt) / 1000) }));
  });
}

function readJson(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}
