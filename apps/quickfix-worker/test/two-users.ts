import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** As spawn takes it: whose a process is. */
export interface User {
  readonly uid: number;
  readonly gid: number;
}

export interface TwoUsers {
  readonly worker: User;
  readonly agent: User;
  /** What starts a program as the worker. */
  readonly launcher: readonly string[];
  readonly areTwo: boolean;
  /** The agent's interpreter, which it may run. */
  readonly python: string;
}

const WORKER = { uid: 10001, gid: 10000 };
const AS_WORKER = ['setpriv', `--reuid=${WORKER.uid}`, `--regid=${WORKER.gid}`, '--clear-groups', '--'];
const AGENT = { uid: 10002, gid: 10000 };

/**
 * Worker and agent as in the chart: two users of one group. Only root can be both, and only where the agent can get at
 * an interpreter; elsewhere both are who we are, and the rights of files are what is left to look at.
 * @param python interpreter that has Aider
 * @param folder where another one for the same packages may be made
 */
export function twoUsers(python: string, folder: string): TwoUsers {
  const [uid, gid] = [process.getuid?.() ?? 0, process.getgid?.() ?? 0];
  const candidates = uid === 0 ? [() => python, () => systemPython(python, folder)] : [];
  for (const candidate of candidates) {
    const program = candidate();
    const { status } = spawnSync(program, ['-I', '-c', 'import aider'], { ...AGENT, cwd: '/' });
    if (status === 0) return { worker: WORKER, agent: AGENT, launcher: AS_WORKER, areTwo: true, python: program };
  }
  return { worker: { uid, gid }, agent: { uid, gid }, launcher: [], areTwo: false, python };
}

/** The system's Python of the same version, in a copy of the virtual environment. */
function systemPython(python: string, folder: string): string {
  const script = "import sys, sysconfig; print(sysconfig.get_path('purelib'), '%d.%d' % sys.version_info[:2])";
  const [packages = '', version = ''] = execFileSync(python, ['-I', '-c', script], { encoding: 'utf8' }).split(/\s/);
  const [bin, lib] = [join(folder, 'venv/bin'), join(folder, `venv/lib/python${version}`)];
  for (const made of [bin, lib]) mkdirSync(made, { recursive: true });
  symlinkSync(`/usr/bin/python${version}`, join(bin, 'python'));
  writeFileSync(join(folder, 'venv/pyvenv.cfg'), `home = /usr/bin\nversion = ${version}\n`);
  // Links are enough, as long as it is the same disk.
  const copied = spawnSync('cp', ['-al', packages, lib], { stdio: 'ignore' }).status === 0;
  if (!copied) execFileSync('cp', ['-a', packages, lib]);
  return join(bin, 'python');
}
