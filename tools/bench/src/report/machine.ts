import { cpus, loadavg, release, totalmem } from 'node:os';

/** What the figures were measured on, in one line. */
export function machine(): string {
  const [first, ...rest] = cpus();
  const memory = Math.round(totalmem() / 1_073_741_824);
  const load = loadavg()[0]?.toFixed(1);
  return `${rest.length + 1} × ${first?.model.trim() ?? 'CPU'}, ${memory} GiB, Linux ${release()}, Node ${process.versions.node}, load ${load}`;
}
