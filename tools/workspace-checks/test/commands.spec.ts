import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

const RUN_PROGRAM = fileURLToPath(new URL('../../setup/run-program.mjs', import.meta.url));

/** What `npm run demo` is like: it works on until it is told to end, and then cleans up. */
const PROGRAM = `
  import { writeFileSync } from 'node:fs';
  const [folder] = process.argv.slice(2);
  process.on('SIGTERM', () => setTimeout(() => { writeFileSync(folder + '/cleaned-up', ''); process.exit(7); }, 300));
  setInterval(() => {}, 1_000);
  writeFileSync(folder + '/started', String(process.pid));
`;

const { demo } = (JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8')) as Manifest)
  .scripts;
interface Manifest {
  readonly scripts: { readonly demo: string };
}

let folder: string;
let npm: ChildProcess;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'commands-'));
  writeFileSync(join(folder, 'program.mjs'), PROGRAM);
  writeFileSync(
    join(folder, 'run.mjs'),
    `import { runProgram } from ${JSON.stringify(RUN_PROGRAM)};
     process.exit(await runProgram(process.argv[2] + '/program.mjs', process.argv.slice(2)));`,
  );
  const scripts = { demo: demo.replace(/ node .*/, ' node run.mjs') };
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'commands', version: '1.0.0', scripts }));
  npm = spawn('npm', ['run', 'demo', '--', folder], { cwd: folder, stdio: 'ignore', env: environment() });
  await vi.waitFor(() => expect(existsSync(join(folder, 'started'))).toBe(true), { timeout: 30_000, interval: 50 });
}, 40_000);
afterEach(() => {
  npm.kill('SIGKILL');
  try {
    process.kill(Number(readFileSync(join(folder, 'started'), 'utf8')), 'SIGKILL');
  } catch {
    // as it should be
  }
  rmSync(folder, { recursive: true });
});

describe('a command of the repository', () => {
  it.each(['SIGTERM', 'SIGINT', 'SIGKILL'] as const)('leaves nothing running when npm gets %s', async (signal) => {
    npm.kill(signal);

    await vi.waitFor(() => expect(existsSync(join(folder, 'cleaned-up'))).toBe(true), {
      timeout: 10_000,
      interval: 50,
    });
  });
});

/** That of a user's shell, not that of the npm which runs the tests. */
function environment(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('npm_')));
}
