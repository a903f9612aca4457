import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { JobStage } from '@ai-coding-agent/contracts';
import { startApp } from '@ai-coding-agent/local-system';
import { waitUntil } from '@ai-coding-agent/testing';

const PRELOAD = fileURLToPath(new URL('../../dist/crash-matrix/halt-worker.js', import.meta.url));
const PATIENCE_MS = 180_000;

export interface Halt {
  readonly app: string;
  readonly env: Readonly<Record<string, string>>;
  readonly repository: string;
  /** The stage that is over when it halts; null to halt before the first one. */
  readonly after: JobStage | null;
}

/** Starts a worker that does whatever comes, and halts between two stages of the job about one repository. */
export async function startHaltingWorker({ app, env, repository, after }: Halt) {
  const folder = await mkdtemp(join(tmpdir(), 'halt-'));
  const preload = pathToFileURL(PRELOAD);
  preload.search = new URLSearchParams({ folder, repository, ...(after && { after }) }).toString();
  const NODE_OPTIONS = `--import=${preload.href}`;
  const worker = await startApp({ app, env: { ...env, LOG_LEVEL: 'info', NODE_OPTIONS } });
  await waitUntil(`${app} halts after ${after}`, () => existsSync(join(folder, 'reached')), PATIENCE_MS).catch(
    async (error: unknown) => {
      await worker.kill();
      throw new Error(`${String(error)}\n${worker.output.slice(-3_000)}`);
    },
  );
  return {
    worker,
    goOn: () => writeFile(join(folder, 'go'), ''),
    forget: () => rm(folder, { recursive: true }),
  };
}
