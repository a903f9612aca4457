import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GitCheckouts } from '@ai-coding-agent/git-ops';
import { SAMPLE, seedSampleRepository, startGitHubSandbox } from '@ai-coding-agent/github-sandbox';
import type { BenchContext } from '../bench-context.js';
import { createRepository } from '../fixtures/generate-repository.js';
import { interleave } from '../measure/interleave.js';
import type { BenchCase } from '../measure/measurement.js';
import { ProcessTreeWatch } from '../measure/process-tree.js';
import { runProgram } from '../measure/run-program.js';
import type { SectionResult } from '../report/section-result.js';

const FILES = 20_000;
const PEER = 'git clone --depth 1';

/** A checkout that can be trusted afterwards, against a plain shallow clone. */
export async function clone(context: BenchContext): Promise<SectionResult[]> {
  const sandbox = await startGitHubSandbox();
  await seedSampleRepository(sandbox); // brings the accounts along
  const folder = await mkdtemp(join(tmpdir(), 'bench-clone-'));
  const repository = 'bench/large';
  await createRepository(sandbox, repository, FILES);
  sandbox.setPermission(repository, SAMPLE.agent.login, 'write');
  const checkouts = new GitCheckouts({
    serverUrl: sandbox.serverUrl,
    workspaceDirectory: folder,
    author: { name: 'Bench', email: 'bench@example.invalid' },
    token: async () => SAMPLE.agent.token,
    environment: process.env,
  });
  const ours: BenchCase = {
    name: 'GitCheckouts.prepare',
    run: async () => {
      const watch = new ProcessTreeWatch([process.pid]);
      const startedAt = performance.now();
      const jobId = crypto.randomUUID();
      const signal = AbortSignal.timeout(600_000);
      const checkout = await checkouts.prepare({ jobId, repository, base: 'main', branch: 'ai-agent/bench', signal });
      const value = performance.now() - startedAt;
      const { cpuSeconds } = watch.end();
      await checkout.remove();
      return { value, cpuSeconds };
    },
  };
  const peer: BenchCase = {
    name: PEER,
    run: async () => {
      const target = join(folder, `peer-${Date.now()}`);
      const authorization = Buffer.from(`x-access-token:${SAMPLE.agent.token}`).toString('base64');
      const { milliseconds, cpuSeconds } = await runProgram('git', [
        ...['-c', `http.extraHeader=Authorization: Basic ${authorization}`],
        ...['clone', '-q', '--depth', '1', `${sandbox.serverUrl}/${repository}.git`, target],
      ]);
      await rm(target, { recursive: true });
      return { value: milliseconds, cpuSeconds };
    },
  };
  try {
    return [
      {
        section: 'clone',
        title: `First use of a repository of ${FILES.toLocaleString('en-US')} files`,
        unit: 'ms',
        peer: PEER,
        cases: await interleave([ours, peer], { rounds: Math.min(context.rounds, 3), onRun: context.log }),
        notes: ['CPU of ours includes the benchmark and the git server in it.'],
      },
    ];
  } finally {
    await sandbox.close();
    await rm(folder, { recursive: true, force: true });
  }
}
