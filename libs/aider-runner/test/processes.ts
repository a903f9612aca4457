import { readdirSync, readFileSync } from 'node:fs';

export interface Process {
  readonly pid: number;
  readonly parent: number;
  readonly command: string;
  readonly environment: string;
}

/** Every process on this machine that we may look at, without those that only wait to be buried. */
export function processes(): Process[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const [state, parent] = readFileSync(`/proc/${name}/stat`, 'utf8')
          .replace(/^.*\) /s, '')
          .split(' ');
        if (state === 'Z') return [];
        const command = readFileSync(`/proc/${name}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
        const environment = readFileSync(`/proc/${name}/environ`, 'utf8');
        return [{ pid: Number(name), parent: Number(parent), command, environment }];
      } catch {
        return []; // it has ended meanwhile
      }
    });
}

/** The single-use processes of the runner service `service`, each with the program that shuts it in. */
export function workersOf(service: number): Process[] {
  const all = processes();
  const below = (parent: number): Process[] =>
    all.filter((process) => process.parent === parent).flatMap((child) => [child, ...below(child.pid)]);
  return below(service).filter(({ command }) => / work( --\w+)*$/.test(command));
}

/** The runner services that this process has started. */
export function services(): Process[] {
  return processes().filter(({ parent, command }) => parent === process.pid && command.includes(' serve --socket '));
}

export function isAlive(pid: number): boolean {
  return processes().some((process) => process.pid === pid);
}
