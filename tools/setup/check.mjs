// Every check there is. Ends with a line `N passed, N failed`.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from './root.mjs';

const env = { ...process.env, NX_DAEMON: 'false', NX_TUI: 'false', FORCE_COLOR: process.stdout.isTTY ? '1' : '0' };
const report = mkdtempSync(join(tmpdir(), 'ai-coding-agent-check-'));
let passed = 0;
let failed = 0;

/** A program whose exit code is its result. */
function check(name, program, args) {
  const startedAt = Date.now();
  const { status } = spawnSync(program, args, { cwd: root, env, stdio: 'inherit' });
  const seconds = Math.round((Date.now() - startedAt) / 1000);
  if (status === 0) passed += 1;
  else failed += 1;
  console.log(`${status === 0 ? '✓' : '✗'} ${name} (${seconds} s)\n`);
}

/** Vitest counts for itself. */
function tests() {
  const file = join(report, 'vitest.json');
  const args = ['vitest', 'run', '--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
  const { status } = spawnSync('npx', args, { cwd: root, env, stdio: 'inherit' });
  const result = readJson(file);
  passed += result?.numPassedTests ?? 0;
  const broken = (result?.numFailedTests ?? 0) + (result?.numPendingTests ?? 0);
  // A run that fails without a failing test has an error outside of its tests.
  failed += broken > 0 || status === 0 ? broken : 1;
}

/** So does unittest: `Ran 12 tests`, then `OK` or `FAILED (failures=1, errors=2)`. */
function pythonTests() {
  const folder = join(root, 'libs/aider-runner/python');
  const python = process.env.AIDER_PYTHON ?? join(folder, '.venv/bin/python');
  const { status, stderr } = spawnSync(python, ['-m', 'unittest', 'discover', '-s', 'tests', '-t', '.'], {
    cwd: folder,
    env,
    encoding: 'utf8',
  });
  console.log(stderr);
  const count = Number(/^Ran (\d+) test/m.exec(stderr)?.[1] ?? 0);
  const bad = [...stderr.matchAll(/(?:failures|errors|skipped)=(\d+)/g)].reduce((sum, [, n]) => sum + Number(n), 0);
  const broken = status === 0 && count > 0 ? bad : Math.max(bad, 1);
  passed += Math.max(0, count - broken);
  failed += broken;
}

function readJson(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}

check('format', 'npx', ['prettier', '--check', '--log-level=warn', '.']);
check('project references', 'npx', ['nx', 'sync:check']);
check('types', 'npx', ['tsc', '--build']);
check('lint and module boundaries', 'npx', [
  'eslint',
  '.',
  '--max-warnings=0',
  '--cache',
  '--cache-location=node_modules/.cache/eslint/',
]);
pythonTests();
tests();
rmSync(report, { recursive: true, force: true });
console.log(`\n${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
