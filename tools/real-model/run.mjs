// Lets a real model of this machine do a job: npm run real-model. Ends with a line `N passed, N failed`.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'real-model-'));
const file = join(folder, 'report.json');
const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
const args = ['vitest', 'run', '--config', 'tools/real-model/vitest.live.config.mts', ...reporters];
const { status } = spawnSync('npx', args, { cwd: root, stdio: 'inherit' });
const { passed, bad } = counted();
rmSync(folder, { recursive: true });
// A run that fails without a failing test has an error outside of its tests.
const failed = bad > 0 || (status === 0 && passed > 0) ? bad : 1;
console.log(`\n${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);

function counted() {
  try {
    const report = JSON.parse(readFileSync(file, 'utf8'));
    return { passed: report.numPassedTests, bad: report.numFailedTests + report.numPendingTests };
  } catch {
    return { passed: 0, bad: 0 };
  }
}
