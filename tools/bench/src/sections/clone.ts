import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { GitCheckouts } from '@ai-coding-agent/git-ops';
import { SAMPLE, seedSampleRepository, startGitHubSandbox, type GitHubSandbox } from '@ai-coding-agent/github-sandbox';
import type { BenchContext } from '../bench-context.js';
import { createRepository } from '../fixtures/generate-repository.js';
import { CHECKOUT_PLACE } from '../measure/checkout-place.js';
import { interleave } from '../measure/interleave.js';
import type { BenchCase, Measurement } from '../measure/measurement.js';
import { ProcessTreeWatch } from '../measure/process-tree.js';
import type { SectionResult } from '../report/section-result.js';

const FILES = 20_000;
/** Changed by a commit, in the case that has one. */
const CHANGED = 20;
const PEER = 'git clone --depth 1';
const REPOSITORY = 'bench/large';

const run = promisify(execFile);

/** A checkout that can be trusted afterwards, of a repository never seen and seen before, against a plain shallow clone. */
export async function clone(context: BenchContext): Promise<SectionResult[]> {
  const sandbox = await startGitHubSandbox();
  const folder = await mkdtemp(join(CHECKOUT_PLACE.folder, 'bench-clone-'));
  const cache = await mkdtemp(join(tmpdir(), 'bench-mirrors-'));
  try {
    await seedSampleRepository(sandbox); // brings the accounts along
    await createRepository(sandbox, REPOSITORY, FILES);
    sandbox.setPermission(REPOSITORY, SAMPLE.agent.login, 'write');
    const cases = [...ours(sandbox, folder, cache), peer(sandbox, folder)];
    return [
      {
        section: 'clone',
        title: `A checkout of ${FILES.toLocaleString('en-US')} files, ${CHECKOUT_PLACE.name}`,
        unit: 'ms',
        peer: PEER,
        cases: await interleave(cases, { rounds: context.rounds, onRun: context.log }),
        notes: ['CPU and memory of all rows include the benchmark and the git server in it.'],
      },
    ];
  } finally {
    await sandbox.close();
    for (const path of [folder, cache]) await rm(path, { recursive: true, force: true });
  }
}

function ours(sandbox: GitHubSandbox, folder: string, cache: string): BenchCase[] {
  const checkouts = (mirrors: string) =>
    new GitCheckouts({
      serverUrl: sandbox.serverUrl,
      workspaceDirectory: folder,
      author: { name: 'Bench', email: 'bench@example.invalid' },
      token: async () => SAMPLE.agent.token,
      environment: process.env,
      mirrors: { directory: mirrors },
    });
  const check = async (mirrors: string): Promise<Measurement> => {
    const request = { jobId: crypto.randomUUID(), repository: REPOSITORY, base: 'main', branch: 'ai-agent/bench' };
    return measure(async () => {
      const signal = AbortSignal.timeout(600_000);
      const checkout = await checkouts(mirrors).prepare({ ...request, signal });
      return () => checkout.remove();
    });
  };
  const seen = join(cache, 'seen');
  let commits = 0;
  return [
    {
      name: 'ours, never seen',
      run: async () => {
        const empty = join(cache, `empty-${Date.now()}`);
        const measurement = await check(empty);
        await rm(empty, { recursive: true });
        return measurement;
      },
    },
    { name: 'ours, seen before, nothing new', run: async () => (commits === 0 && (await check(seen)), check(seen)) },
    {
      name: `ours, seen before, ${CHANGED} files changed since`,
      run: async () => {
        commits += 1;
        const names = Array.from({ length: CHANGED }, (_, at) => [`docs/changed-${at}.md`, `Commit ${commits}\n`]);
        await sandbox.commitFiles(REPOSITORY, 'main', Object.fromEntries(names) as Record<string, string>);
        return check(seen);
      },
    },
  ];
}

function peer(sandbox: GitHubSandbox, folder: string): BenchCase {
  const authorization = Buffer.from(`x-access-token:${SAMPLE.agent.token}`).toString('base64');
  return {
    name: PEER,
    run: () =>
      measure(async () => {
        const target = join(folder, `peer-${Date.now()}`);
        await run('git', [
          ...['-c', `http.extraHeader=Authorization: Basic ${authorization}`],
          ...['clone', '-q', '--depth', '1', `${sandbox.serverUrl}/${REPOSITORY}.git`, target],
        ]);
        return () => rm(target, { recursive: true });
      }),
  };
}

/** Of what comes before the clean-up, which is not counted. */
async function measure(action: () => Promise<() => Promise<void>>): Promise<Measurement> {
  const watch = new ProcessTreeWatch([process.pid], 500);
  const startedAt = performance.now();
  const cleanUp = await action();
  const value = performance.now() - startedAt;
  const cost = watch.end();
  await cleanUp();
  return { value, ...cost };
}
