import { readdirSync, readFileSync } from 'node:fs';

const TICKS_PER_SECOND = 100;
const PAGE_MIB = 4096 / 1_048_576;
const SAMPLE_MS = 50;

/** One process of Linux's /proc. */
interface ProcessFacts {
  readonly pid: number;
  readonly parent: number;
  /** CPU ticks of the process, and of its children that have ended. */
  readonly ticks: number;
  readonly pages: number;
}

/** Watches processes and everything they start. CPU that a child used counts once it has ended, too. */
export class ProcessTreeWatch {
  readonly #roots: readonly number[];
  readonly #before: number;
  readonly #timer: NodeJS.Timeout;
  #peakPages = 0;

  /** @param sampleMs how often memory is looked at, which itself costs CPU where many processes run */
  constructor(roots: readonly number[], sampleMs = SAMPLE_MS) {
    this.#roots = roots;
    this.#before = sum(treeOf(roots), 'ticks');
    this.#timer = setInterval(() => this.#sample(), sampleMs).unref();
    this.#sample();
  }

  /** What was used since the watch began. The roots have to live still. */
  end(): { readonly cpuSeconds: number; readonly peakMib: number } {
    clearInterval(this.#timer);
    this.#sample();
    const ticks = sum(treeOf(this.#roots), 'ticks') - this.#before;
    return { cpuSeconds: ticks / TICKS_PER_SECOND, peakMib: this.#peakPages * PAGE_MIB };
  }

  #sample(): void {
    this.#peakPages = Math.max(this.#peakPages, sum(treeOf(this.#roots), 'pages'));
  }
}

function sum(processes: readonly ProcessFacts[], of: 'ticks' | 'pages'): number {
  return processes.reduce((total, facts) => total + facts[of], 0);
}

function treeOf(roots: readonly number[]): ProcessFacts[] {
  const all = readdirSync('/proc').flatMap((name) => (/^\d+$/.test(name) ? (factsOf(Number(name)) ?? []) : []));
  const included = new Set(roots);
  for (let before = -1; before !== included.size;) {
    before = included.size;
    for (const { pid, parent } of all) if (included.has(parent)) included.add(pid);
  }
  return all.filter(({ pid }) => included.has(pid));
}

/** @see https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html */
function factsOf(pid: number): ProcessFacts | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = text
      .slice(text.lastIndexOf(')') + 2)
      .split(' ')
      .map(Number);
    const [parent = 0, utime = 0, stime = 0, cutime = 0, cstime = 0] = [1, 11, 12, 13, 14].map((at) => fields[at]);
    return { pid, parent, ticks: utime + stime + cutime + cstime, pages: fields[21] ?? 0 };
  } catch {
    return undefined; // it has ended
  }
}
