import { readFile, readlink } from 'node:fs/promises';
import { hostname } from 'node:os';

/** Tells a process from every other one, also from a later one with the same number. */
export interface ProcessIdentity {
  readonly pid: number;
  /** Clock ticks between the start of the machine and the start of the process. */
  readonly startTime: string;
  /** Inside which numbers mean the same process: other containers have another one. */
  readonly pidNamespace: string;
  readonly host: string;
}

/** Who we are. */
export async function currentProcess(): Promise<ProcessIdentity> {
  return {
    pid: process.pid,
    startTime: (await startTimeOf(process.pid)) ?? '',
    pidNamespace: await readlink('/proc/self/ns/pid'),
    host: hostname(),
  };
}

/**
 * Whether a process lives. A process of another container counts as living, because nothing here can tell; except
 * when that container had our host name: then it is the one we were restarted from.
 */
export async function isAlive(identity: ProcessIdentity): Promise<boolean> {
  const self = await currentProcess();
  if (identity.pidNamespace !== self.pidNamespace) return identity.host !== self.host;
  return (await startTimeOf(identity.pid)) === identity.startTime;
}

/** Absent when there is no such process, or nothing but its exit code. */
async function startTimeOf(pid: number): Promise<string | undefined> {
  const stat = await readFile(`/proc/${pid}/stat`, 'latin1').catch(() => undefined);
  // The second field is the program's name, which may hold anything, also brackets and spaces.
  const [state, ...fields] = stat?.slice(stat.lastIndexOf(')') + 2).split(' ') ?? [];
  return state === 'Z' ? undefined : fields[18];
}
