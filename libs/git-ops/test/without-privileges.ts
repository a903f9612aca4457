import { execFileSync } from 'node:child_process';

const NOBODY = 65534;

/** Runs something as a user whom permissions bind, to whom `folder` belongs; root may read and write everything. */
export async function withoutPrivileges<T>(folder: string, run: () => Promise<T>): Promise<T> {
  if (process.geteuid?.() !== 0) return run();
  execFileSync('chown', ['-R', String(NOBODY), folder]);
  process.seteuid?.(NOBODY);
  try {
    return await run();
  } finally {
    process.seteuid?.(0);
  }
}
