import { spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it as base } from 'vitest';
import { ensureVenv } from '../setup-venv.mjs';

const MODULE = new URL('../setup-venv.mjs', import.meta.url).href;

/** Makes environments as uv does, but installs nothing: it only writes down how it was called. */
const UV = `#!/bin/sh
echo "$@" >> "$(dirname "$0")/calls.txt"
case "$1 $2" in
  "--version ") echo "uv 0.9.1" ;;
  "venv --quiet") shift 5; exec python3 -I -m venv --without-pip "$1" ;;
esac
`;

interface Fixtures {
  readonly folder: string;
  /** Where the environment goes. */
  readonly directory: string;
  /** A file that asks for something with a hash. */
  readonly requirements: string;
  /** A folder for programs. */
  readonly bin: string;
}

const it = base.extend<Fixtures>({
  folder: async ({ task: _ }, use) => {
    const folder = mkdtempSync(join(tmpdir(), 'venv-'));
    await use(folder);
    rmSync(folder, { recursive: true });
  },
  directory: async ({ folder }, use) => use(join(folder, 'venv')),
  requirements: async ({ folder }, use) => {
    const path = join(folder, 'requirements.lock');
    writeFileSync(path, `greeting==1.0 --hash=sha256:${'0'.repeat(64)}\n`);
    await use(path);
  },
  bin: async ({ folder }, use) => {
    mkdirSync(join(folder, 'bin'));
    await use(join(folder, 'bin'));
  },
});

function program(bin: string, name: string, text: string): void {
  writeFileSync(join(bin, name), text);
  chmodSync(join(bin, name), 0o755);
}

/** Two calls at once in a process of its own that finds `path` only. */
async function setUp(options: { directory: string; requirements: string }, path: string): Promise<string[]> {
  const code = `
    import { ensureVenv } from ${JSON.stringify(MODULE)};
    const options = { ...${JSON.stringify(options)}, log: (line) => console.log(line) };
    try { console.log(...(await Promise.all([ensureVenv(options), ensureVenv(options)]))); }
    catch (error) { console.log(error.name, error.message); }`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', code], { env: { PATH: path } });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  await new Promise((resolve) => child.once('close', resolve));
  return output.trim().split('\n');
}

const calls = (bin: string) => readFileSync(join(bin, 'calls.txt'), 'utf8').trim().split('\n');
const made = (bin: string) => calls(bin).filter((call) => call.startsWith('venv')).length;

describe.concurrent('ensureVenv', { timeout: 120_000 }, () => {
  it('makes an environment once, however many ask for it at the same time', async ({
    expect,
    directory,
    requirements,
    bin,
  }) => {
    program(bin, 'uv', UV);
    const path = `${bin}:${process.env['PATH']}`;
    const options = { directory, requirements };

    const outputs = await Promise.all([setUp(options, path), setUp(options, path), setUp(options, path)]);

    const python = join(directory, 'bin/python');
    expect(outputs.map((lines) => lines.at(-1))).toEqual(Array(3).fill(`${python} ${python}`));
    expect(outputs.flat().filter((line) => line.startsWith('Aider is installed'))).toHaveLength(1);
    expect(made(bin)).toBe(1);
    expect(calls(bin).find((call) => call.startsWith('pip sync'))).toMatch(/--require-hashes --only-binary :all:/);
    expect(existsSync(`${directory}.lock`)).toBe(false);
  });

  it('makes it again when it was left half-made, broken, or when other versions are wanted', async ({
    expect,
    directory,
    requirements,
    bin,
  }) => {
    program(bin, 'uv', UV);
    const again = () => setUp({ directory, requirements }, `${bin}:${process.env['PATH']}`);
    await again();
    await again();
    const inOneGo = made(bin);

    rmSync(join(directory, '.complete.json'));
    writeFileSync(`${directory}.lock`, JSON.stringify({ pid: 2 ** 22 + 1 })); // of a process that is dead
    await again();
    rmSync(join(directory, 'bin/python'));
    await again();
    writeFileSync(requirements, 'greeting==2.0\n');
    await again();

    expect(inOneGo).toBe(1);
    expect(made(bin)).toBe(4);
  });

  it('installs nothing whose hash is wrong', async ({ expect, folder, directory, requirements }) => {
    const wheel = join(folder, 'greeting-1.0-py3-none-any.whl');
    writeFileSync(wheel, 'not what was agreed');
    writeFileSync(requirements, `greeting @ file://${wheel} --hash=sha256:${'0'.repeat(64)}\n`);
    const noInstaller = { installer: '/nonexistent/installer.lock' }; // so that the network is not needed

    await expect(ensureVenv({ directory, requirements, ...noInstaller })).rejects.toThrow(/DO NOT MATCH THE HASHES/);
    expect(existsSync(join(directory, '.complete.json'))).toBe(false);
    expect(existsSync(`${directory}.lock`)).toBe(false);
  });

  for (const [what, python] of [
    ['there is no Python', undefined],
    ['there are only broken shims', 'exit 127'],
    ['Python is too new', 'echo \'[[3, 13], "/usr/bin/python3.13", true]\''],
  ] as const) {
    it(`says in one sentence what to do when ${what}`, async ({ expect, directory, requirements, bin }) => {
      if (python) program(bin, 'python3', `#!/bin/sh\n${python}\n`);

      const output = await setUp({ directory, requirements }, bin);

      expect(output).toEqual([
        'SetupError Aider needs Python 3.10, 3.11 or 3.12: install one of them, then try again.',
      ]);
    });
  }
});
