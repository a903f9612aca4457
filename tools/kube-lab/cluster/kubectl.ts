import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const execute = promisify(execFile);

export const NAMESPACE = 'agents';
export const CHART = fileURLToPath(new URL('../../../deploy/helm/ai-coding-agent', import.meta.url));
export const INSTALL = fileURLToPath(new URL('../../../deploy/install.sh', import.meta.url));
export const UNINSTALL = fileURLToPath(new URL('../../../deploy/uninstall.sh', import.meta.url));
export const RELEASE = 'agent';
/** Folder of the Helm that the checks of the chart use, which is newer than the lab's own. */
export const HELM_4 = process.env['HELM_4'] ?? '';

/** Runs a program of the lab. @throws with what it said when it fails */
export async function run(program: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<string> {
  try {
    const { stdout } = await execute(program, args, { env: { ...process.env, ...env }, maxBuffer: 50_000_000 });
    return stdout;
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
    throw new Error(`${program} ${args.join(' ')}:\n${stdout}${stderr}`, { cause: error });
  }
}

/** `kubectl` in the namespace of the release. */
export function kubectl(...args: string[]): Promise<string> {
  return run('kubectl', ['--namespace', NAMESPACE, ...args]);
}

/** An object of the cluster, as far as its reader says what it is. */
export async function get<T>(...args: string[]): Promise<T> {
  return JSON.parse(await kubectl('get', ...args, '-o', 'json')) as T;
}

/** `helm` in the namespace of the release. */
export function helm(...args: string[]): Promise<string> {
  return run('helm', ['--namespace', NAMESPACE, ...args]);
}
