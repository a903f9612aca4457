// Makes the virtual environment that Aider runs in, from files whose hashes are known.
//   import { ensureVenv } from './setup-venv.mjs'     or     node libs/aider-runner/setup-venv.mjs [DIRECTORY]
import { spawn } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import { mkdir, open, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const HERE = path.join(path.dirname(fileURLToPath(import.meta.url)), 'python');
const REQUIREMENTS = path.join(HERE, 'requirements.lock');
const INSTALLER = path.join(HERE, 'installer.lock');
const INTERPRETERS = ['python3.12', 'python3.11', 'python3.10', 'python3', 'python'];
const OLDEST_UV = [0, 5];
const WAIT_FOR_OTHERS_MS = 15 * 60_000;
const WRITING_A_LOCK_MS = 10_000;

/** A sentence for the person who started this; no stack trace needed. */
export class SetupError extends Error {
  name = 'SetupError';
}

/** @type {Map<string, Promise<string>>} */
const running = new Map();

/**
 * Makes the environment unless it is there already, complete and up to date. Safe to call at the same time from several
 * processes: one works, the others wait.
 * @param {object} [options]
 * @param {string} [options.directory] where to make it; `python/.venv` beside this file by default
 * @param {(line: string) => void} [options.log] hears what is going on
 * @param {string} [options.requirements] file with the versions and their hashes
 * @param {string} [options.installer] file with the version and hashes of uv, for machines that have none
 * @returns {Promise<string>} path of its Python interpreter
 * @throws {SetupError} one sentence that says what to do
 */
export function ensureVenv({
  directory = path.join(HERE, '.venv'),
  log = () => {},
  requirements = REQUIREMENTS,
  installer = INSTALLER,
} = {}) {
  const target = path.resolve(directory);
  const files = { requirements, installer };
  const work = running.get(target) ?? ensure(target, log, files).finally(() => running.delete(target));
  running.set(target, work);
  return work;
}

async function ensure(directory, log, files) {
  const python = path.join(directory, 'bin', 'python');
  const wanted = createHash('sha256')
    .update(await readFile(files.requirements))
    .digest('hex');
  if (await isComplete(directory, python, wanted)) return python;

  await mkdir(path.dirname(directory), { recursive: true });
  return withLock(`${directory}.lock`, log, async () => {
    if (await isComplete(directory, python, wanted)) return python;
    const started = Date.now();
    await rm(directory, { recursive: true, force: true });
    await install(directory, python, files, log);
    const version = await pythonVersion(python);
    await writeFile(stampOf(directory), JSON.stringify({ requirements: wanted, python: version }));
    log(`Aider is installed for Python ${version} (${((Date.now() - started) / 1000).toFixed(1)} s).`);
    return python;
  });
}

/** Written last, so a half-made environment has none. */
const stampOf = (directory) => path.join(directory, '.complete.json');

async function isComplete(directory, python, wanted) {
  try {
    const stamp = JSON.parse(await readFile(stampOf(directory), 'utf8'));
    return stamp.requirements === wanted && stamp.python === (await pythonVersion(python));
  } catch {
    return false;
  }
}

async function install(directory, python, { requirements, installer }, log) {
  const uv = await installedUv();
  const base = await findPython(log, { needsEnsurePip: !uv });
  log(`Making a virtual environment with ${base} …`);
  if (uv) {
    await run(uv, ['venv', '--quiet', '--no-project', '--python', base, directory]);
    return sync(uv, python, requirements, log);
  }
  await run(base, ['-I', '-m', 'venv', directory]);
  const tools = path.join(directory, 'installer');
  const pip = ['-I', '-m', 'pip', '--disable-pip-version-check', 'install', '--quiet', '--require-hashes'];
  try {
    await run(python, [...pip, '--only-binary', ':all:', '--target', tools, '-r', installer]);
  } catch (error) {
    log(`uv could not be installed, so pip does its work, which takes longer. (${firstLine(error)})`);
    await run(python, [...pip, '--only-binary', ':all:', '-r', requirements]);
    return;
  }
  await sync(path.join(tools, 'bin', 'uv'), python, requirements, log);
  await rm(tools, { recursive: true });
}

async function sync(uv, python, requirements, log) {
  log('Installing Aider and what it needs, every file checked by its hash …');
  const options = ['--require-hashes', '--only-binary', ':all:', '--compile-bytecode', '--quiet'];
  await run(uv, ['pip', 'sync', ...options, '--python', python, requirements]);
}

/** uv of the machine, if it is recent enough. */
async function installedUv() {
  try {
    const [major, minor] = (await run('uv', ['--version'])).split(' ')[1].split('.').map(Number);
    return major > OLDEST_UV[0] || minor >= OLDEST_UV[1] ? 'uv' : undefined;
  } catch {
    return undefined;
  }
}

async function findPython(log, { needsEnsurePip }) {
  let withoutVenv;
  for (const name of INTERPRETERS) {
    const found = await inspect(name);
    if (!found) continue;
    if (found.complete || !needsEnsurePip) return found.executable;
    withoutVenv ??= found;
  }
  if (withoutVenv) return addVenvModule(withoutVenv, log);
  throw new SetupError('Aider needs Python 3.10, 3.11 or 3.12: install one of them, then try again.');
}

/** What is behind a command, if it is a Python that Aider runs on. Shims that lead nowhere are just not there. */
async function inspect(name) {
  const script = `import importlib.util as u, json, sys
print(json.dumps([list(sys.version_info[:2]), sys.executable, bool(u.find_spec("venv") and u.find_spec("ensurepip"))]))`;
  try {
    const [[major, minor], executable, complete] = JSON.parse(await run(name, ['-I', '-c', script]));
    return major === 3 && minor >= 10 && minor <= 12
      ? { version: `${major}.${minor}`, executable, complete }
      : undefined;
  } catch {
    return undefined;
  }
}

/** Debian and Ubuntu ship Python without the module that makes virtual environments. */
async function addVenvModule({ version, executable }, log) {
  const packageName = `python${version}-venv`;
  if (process.getuid?.() === 0) {
    try {
      log(`Installing ${packageName} …`);
      await run('apt-get', ['update', '-qq']);
      await run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', packageName]);
    } catch (error) {
      log(`That did not work: ${firstLine(error)}`);
    }
    if ((await inspect(executable))?.complete) return executable;
  }
  throw new SetupError(`${executable} has no venv module: install the package ${packageName} (or uv), then try again.`);
}

const pythonVersion = (python) => run(python, ['-I', '-c', 'import platform; print(platform.python_version())']);

/** Runs a command to its end and returns what it printed. */
function run(command, args) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    let errors = '';
    child.stdout.on('data', (chunk) => (output += chunk));
    child.stderr.on('data', (chunk) => (errors += chunk));
    child.on('error', reject);
    child.on('close', (code, signal) => {
      if (code === 0) return resolve(output.trim());
      const what = [path.basename(command), ...args.slice(0, 3)].join(' ');
      reject(new SetupError(`${what} ended with ${code ?? signal}: ${shorten(errors.trim() || output.trim())}`));
    });
  });
}

/** The beginning and the end of an output, where the reason stands. */
const shorten = (text) => (text.length <= 3000 ? text : `${text.slice(0, 1500)}\n…\n${text.slice(-1500)}`);

const firstLine = (error) => String(error.message).split('\n')[0];

/** Runs `work` while no other process does so. A lock whose owner is dead is taken over. */
async function withLock(file, log, work) {
  const owner = JSON.stringify({ pid: process.pid, token: randomUUID() });
  const deadline = Date.now() + WAIT_FOR_OTHERS_MS;
  let waiting = false;
  while (!(await takeLock(file, owner))) {
    if (!waiting) log('Waiting for another set-up of the same environment …');
    waiting = true;
    if (Date.now() > deadline) throw new SetupError(`Another set-up holds ${file} for too long: remove that file.`);
    await sleep(300);
  }
  try {
    return await work();
  } finally {
    await rm(file, { force: true });
  }
}

async function takeLock(file, owner) {
  try {
    const handle = await open(file, 'wx', 0o600);
    await handle.writeFile(owner);
    await handle.close();
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
    await removeStaleLock(file);
    return false;
  }
  await sleep(50); // somebody who took the previous lock for stale may be about to remove this one
  return (await readFile(file, 'utf8').catch(() => '')) === owner;
}

async function removeStaleLock(file) {
  const [owner, status] = await Promise.all([readFile(file, 'utf8'), stat(file)]).catch(() => []);
  if (owner === undefined) return;
  const isBeingWritten = owner === '' && Date.now() - status.mtimeMs < WRITING_A_LOCK_MS;
  if (isBeingWritten || (owner && isAlive(owner))) return;
  const aside = `${file}.${randomUUID()}`;
  await rename(file, aside).catch(() => undefined);
  await rm(aside, { force: true });
}

function isAlive(owner) {
  try {
    process.kill(JSON.parse(owner).pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

if (process.argv[1] && path.resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  try {
    console.log(await ensureVenv({ ...(process.argv[2] && { directory: process.argv[2] }), log: console.error }));
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    console.error(error.message);
    process.exitCode = 1;
  }
}
