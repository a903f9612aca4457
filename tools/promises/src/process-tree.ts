import { readdirSync, readFileSync } from 'node:fs';

/** A process, told apart from a later one with the same number by the moment of its start. */
export interface ProcessMark {
  readonly pid: number;
  readonly startedAt: string;
}

interface Stat extends ProcessMark {
  readonly parent: number;
  readonly state: string;
}

/** Everything below a process at this moment. */
export function descendantsOf(pid: number): ProcessMark[] {
  const all = readdirSync('/proc').flatMap((name) => (/^\d+$/.test(name) ? (statOf(Number(name)) ?? []) : []));
  const below = (parent: number): Stat[] =>
    all.filter((each) => each.parent === parent).flatMap((each) => [each, ...below(each.pid)]);
  return below(pid);
}

/** Whether it is still there, and not only waiting to be buried. */
export function isAlive({ pid, startedAt }: ProcessMark): boolean {
  const now = statOf(pid);
  return now !== undefined && now.startedAt === startedAt && now.state !== 'Z';
}

function statOf(pid: number): Stat | undefined {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ');
    return { pid, state: fields[0] ?? '', parent: Number(fields[1]), startedAt: fields[19] ?? '' };
  } catch {
    return undefined; // it has ended meanwhile
  }
}
