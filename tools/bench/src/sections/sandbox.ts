import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RunnerProcess, type AiderRunner, type RunnerJob } from '@ai-coding-agent/aider-runner';
import { searchReplace } from '@ai-coding-agent/github-sandbox';
import { openGateway, resolveRoute, sandboxAccess } from '@ai-coding-agent/llm-gateway';
import { startScriptedModel, temporaryCheckout, type ScriptedModel } from '@ai-coding-agent/testing';
import type { BenchContext } from '../bench-context.js';
import { EDIT, repositoryFiles } from '../fixtures/generate-repository.js';
import { bareRunner } from '../measure/bare-runner.js';
import { interleave } from '../measure/interleave.js';
import type { BenchCase } from '../measure/measurement.js';
import { ProcessTreeWatch } from '../measure/process-tree.js';
import type { SectionResult } from '../report/section-result.js';

const PEER = 'the runner alone: no walls, key and network in its hands';
const MODEL = 'openai/scripted';
const KEY = 'sk-bench-key';

/** What the way to a model costs one job: how it is asked, and how to close what was opened for that. */
interface Access {
  readonly job: Pick<RunnerJob, 'extraParams' | 'gateway'>;
  close(): Promise<void>;
}

/** What the sandbox and the gateway add to the edit of one job. The model answers at once. */
export async function sandbox(context: BenchContext): Promise<SectionResult[]> {
  const model = await startScriptedModel({ script: [searchReplace(EDIT)] });
  const python = context.aiderPython;
  const walls = (mode: 'process' | 'bubblewrap') => async () => {
    return new RunnerProcess({ pool: 1, python, sandbox: mode });
  };
  const shutIn: BenchCase[] = [];
  for (const mode of ['process', 'bubblewrap'] as const) {
    if (mode === 'bubblewrap' && !(await works(await walls(mode)()))) continue;
    shutIn.push(edit(`${mode} and gateway`, model, walls(mode), throughGateway));
  }
  try {
    const cases = [...shutIn, edit(PEER, model, () => bareRunner(python), byHand)];
    return [
      {
        section: 'sandbox',
        title: 'An edit by a process that waited for it, repository of 5 files',
        unit: 'ms',
        peer: PEER,
        cases: await interleave(cases, { rounds: context.rounds, onRun: context.log }),
        notes: [
          'From the opened gateway to the result of the runner. CPU has that of the process that is prepared next.',
        ],
      },
    ];
  } finally {
    await model.close();
  }
}

async function works(runner: AiderRunner): Promise<boolean> {
  try {
    await runner.ready();
    return true;
  } catch {
    return false; // the other layer is measured all the same
  } finally {
    await runner.close();
  }
}

function edit(
  name: string,
  model: ScriptedModel,
  start: () => Promise<AiderRunner>,
  open: (model: ScriptedModel) => Promise<Access>,
): BenchCase {
  const run = async () => {
    const runner = await start();
    const checkout = temporaryCheckout(repositoryFiles(5));
    try {
      await runner.ready();
      const watch = new ProcessTreeWatch([process.pid]);
      const startedAt = performance.now();
      const access = await open(model);
      const job = {
        workspace: checkout.directory,
        prompt: 'Say bye.',
        files: [EDIT.path],
        model: MODEL,
        ...access.job,
      };
      const result = await runner.run(job, { signal: new AbortController().signal });
      await access.close();
      const value = performance.now() - startedAt;
      if (result.status !== 'edited') throw new Error(`the job ended as ${JSON.stringify(result)}`);
      // Its CPU says nothing: the process that is prepared next uses ten times as much meanwhile.
      return { value, peakMib: watch.end().peakMib };
    } finally {
      await runner.close();
      checkout.remove();
    }
  };
  return { name, run };
}

async function throughGateway(model: ScriptedModel): Promise<Access> {
  const folder = await mkdtemp(join(tmpdir(), 'bench-gateway-'));
  const route = resolveRoute(MODEL, { OPENAI_API_KEY: KEY, OPENAI_API_BASE: model.url });
  const token = randomBytes(32).toString('hex');
  const socket = join(folder, 'llm.sock');
  const limits = { maxCalls: 20, maxCostUsd: 2 };
  const prices = { [MODEL]: { prompt: 1, completion: 1 } };
  const gateway = await openGateway({ socketPath: socket, token, routes: [route], limits, prices });
  return {
    job: { extraParams: { api_base: sandboxAccess(route, token).apiBase }, gateway: { socket, token } },
    close: async () => {
      await gateway.close();
      await rm(folder, { recursive: true });
    },
  };
}

async function byHand(model: ScriptedModel): Promise<Access> {
  return { job: { extraParams: { api_base: model.url, api_key: KEY } }, close: async () => undefined };
}
