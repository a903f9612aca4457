import { mkdtemp, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { SAMPLE, searchReplace } from '@ai-coding-agent/github-sandbox';
import { MODEL_KEY, startLocalSystem, type LocalSystem } from '@ai-coding-agent/local-system';
import type { BenchContext } from '../bench-context.js';
import { createRepository, EDIT } from '../fixtures/generate-repository.js';
import { CHECKOUT_PLACE } from '../measure/checkout-place.js';
import { interleave } from '../measure/interleave.js';
import { momentsOf, waterfall } from '../measure/job-waterfall.js';
import type { BenchCase, Measurement } from '../measure/measurement.js';
import { ProcessTreeWatch } from '../measure/process-tree.js';
import { runProgram } from '../measure/run-program.js';
import type { SectionResult } from '../report/section-result.js';

const PEER = 'git clone + aider + git push + curl';
const BARE_JOB = fileURLToPath(new URL('../../peers/bare-job.sh', import.meta.url));
/** Sizes of repositories, in files, and how often each is measured at most. */
const SIZES = [
  { files: 5, most: Infinity, isLong: false },
  { files: 2_000, most: 3, isLong: false },
  { files: 20_000, most: 1, isLong: true },
];

/** What a job costs beyond the model, against the bare tools. The model answers at once. */
export async function overhead(context: BenchContext): Promise<SectionResult[]> {
  const system = await startLocalSystem({
    rabbitmqUrl: context.rabbitmqUrl,
    // Bare Aider asks for the message of its commit, too; it is answered like everything else.
    script: [searchReplace(EDIT)],
    workspaceIn: CHECKOUT_PLACE.folder,
    env: { LLM_PRICES: '{"openai/scripted":{"prompt":1,"completion":1}}', AIDER_PYTHON: context.aiderPython },
  });
  try {
    const results: SectionResult[] = [];
    for (const { files, most, isLong } of SIZES) {
      if (isLong && !context.full) continue;
      const rounds = Math.min(context.rounds, most);
      const parts = new Map<string, Measurement[]>();
      const onParts = (found: Map<string, number>) => {
        for (const [part, value] of found) parts.set(part, [...(parts.get(part) ?? []), { value }]);
      };
      const cases = [await ours(system, files, onParts), await bare(system, files, context.aiderPython)];
      results.push({
        section: 'overhead',
        title: `Overhead of a job, repository of ${files.toLocaleString('en-US')} files, checkouts ${CHECKOUT_PLACE.name}`,
        unit: 'ms',
        peer: PEER,
        cases: await interleave(cases, { rounds, onRun: context.log }),
        notes: [
          'Ours: from POST /jobs until pull request, comment and acknowledgement are done and the checkout is gone.',
          'Its CPU is not told: bubblewrap leaves what it ran to init, which takes the CPU with it.',
        ],
      });
      results.push({
        section: 'overhead',
        title: `Where the time of a job goes, repository of ${files.toLocaleString('en-US')} files`,
        unit: 'ms',
        cases: [...parts].map(([name, [, ...runs]]) => ({ name, runs })), // without the warm-up
      });
    }
    return results;
  } finally {
    await system.close();
  }
}

async function ours(
  system: LocalSystem,
  files: number,
  onParts: (parts: Map<string, number>) => void,
): Promise<BenchCase> {
  const repository = `bench/ours-${files}`;
  await createRepository(system.sandbox, repository, files);
  system.sandbox.setPermission(repository, SAMPLE.agent.login, 'write');
  return {
    name: `quickfix-worker, ${files} files`,
    run: async () => {
      const issueNumber = system.sandbox.openIssue(repository, {
        title: 'The greeting is wrong',
        body: 'It should say bye.',
      });
      const worker = system.apps['quickfix-worker'];
      const watch = new ProcessTreeWatch(worker ? [worker.pid] : []);
      const requestedAt = Date.now();
      const jobId = await system.client.start({ mode: 'quickfix', repository, issueNumber });
      const moments = await momentsOf(system.client, jobId);
      // On another file system than other temporary files the runner has its folder there, too.
      while ((await system.leftovers()).some((name) => name.startsWith('ai-agent-'))) await sleep(1);
      const endedAt = Date.now();
      const value = endedAt - requestedAt;
      onParts(waterfall(requestedAt, moments, endedAt));
      const job = await system.client.untilEnded(jobId);
      if (job.result?.outcome !== 'pull_request_opened') throw new Error(`the job ended as ${JSON.stringify(job)}`);
      return { value, peakMib: watch.end().peakMib };
    },
  };
}

async function bare(system: LocalSystem, files: number, python: string): Promise<BenchCase> {
  const repository = `bench/bare-${files}`;
  await createRepository(system.sandbox, repository, files);
  system.sandbox.setPermission(repository, SAMPLE.agent.login, 'write');
  const { sandbox, model } = system;
  return {
    name: PEER,
    run: async () => {
      const work = await mkdtemp(join(CHECKOUT_PLACE.folder, 'bench-bare-'));
      try {
        const { milliseconds, ...cost } = await runProgram(
          BARE_JOB,
          [
            join(dirname(python), 'aider'),
            `${sandbox.serverUrl}/${repository}.git`,
            model?.url ?? '',
            `${sandbox.apiUrl}/repos/${repository}/pulls`,
            join(work, 'job'),
          ],
          { PATH: process.env['PATH'], MODEL_KEY, FORGE_TOKEN: SAMPLE.agent.token },
        );
        return { value: milliseconds, ...cost };
      } finally {
        await rm(work, { recursive: true, force: true });
      }
    },
  };
}
