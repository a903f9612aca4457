import { startScriptedModel, type ScriptedModel, temporaryCheckout, openUnixDoor } from '@ai-coding-agent/testing';
import { build } from 'esbuild';
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, it as base, vi } from 'vitest';
import { findRunner } from '../src/find-runner.js';
import { RunnerProcess, type RunnerJob } from '../src/index.js';
import { APP } from './aider-edit.js';
import { aiderPython } from './aider-python.js';
import { isAlive, processes, services, workersOf } from './processes.js';

const PATIENCE = { timeout: 60_000, interval: 50 };
const python = await aiderPython();

interface Fixtures {
  /** Where everything of the runner lives. */
  readonly folder: string;
  /** Never answers. */
  readonly model: ScriptedModel;
  readonly job: RunnerJob;
  /** Makes a runner that is closed after the test. */
  readonly start: (interpreter?: string) => RunnerProcess;
}

const it = base.extend<Fixtures>({
  folder: async ({ task: _ }, use) => {
    const folder = mkdtempSync(join(tmpdir(), 'runner-'));
    await use(folder);
    rmSync(folder, { recursive: true });
  },
  model: async ({ task: _ }, use) => {
    const model = await startScriptedModel({ script: [{ hang: true }] });
    await use(model);
    await model.close();
  },
  job: async ({ model }, use) => {
    const door = await openUnixDoor(model.url);
    const checkout = temporaryCheckout({ 'app.py': APP });
    const gateway = { socket: door.socket, token: `sk-${randomUUID()}` };
    const extraParams = { api_base: model.url };
    await use({ workspace: checkout.directory, prompt: 'Say bye.', model: 'openai/scripted', extraParams, gateway });
    checkout.remove();
    await door.close();
  },
  start: async ({ folder }, use) => {
    const runners: RunnerProcess[] = [];
    await use((interpreter = python) => {
      const runner = new RunnerProcess({ pool: 1, python: interpreter, temporaryDirectory: folder });
      runners.push(runner);
      return runner;
    });
    await Promise.all(runners.map((runner) => runner.close()));
  },
});

const servicesIn = (folder: string) => services().filter(({ command }) => command.includes(folder));
const { signal } = new AbortController();

describe.concurrent('RunnerProcess', { timeout: 120_000 }, () => {
  it('runs one job after the other, ends a job when told to, shows its key to nobody and leaves nothing', async ({
    expect,
    folder,
    model,
    job,
    start,
  }) => {
    const runner = start();
    const readyAtOnce = runner.isReady;
    await runner.ready();
    const readyThen = runner.isReady;
    const controller = new AbortController();
    const first = runner.run(job, { signal: controller.signal });
    const otherCheckout = temporaryCheckout({ 'app.py': APP });
    const second = runner.run({ ...job, workspace: otherCheckout.directory }, { signal });
    const ends = Promise.allSettled([first, second]);
    await vi.waitFor(() => expect(model.requests).toHaveLength(1), PATIENCE);
    const [service] = servicesIn(folder);
    const [busy] = workersOf(service?.pid ?? 0);
    const visible = processes().map(({ command, environment }) => command + environment);

    const reason = new Error('cancelled by a test');
    controller.abort(reason);

    await expect(first).rejects.toBe(reason);
    await vi.waitFor(() => expect(busy && isAlive(busy.pid)).toBe(false), { timeout: 2000, interval: 20 });
    expect(busy).toBeDefined();
    expect(visible.filter((text) => text.includes(job.gateway?.token ?? ''))).toEqual([]);

    await vi.waitFor(() => expect(model.requests).toHaveLength(2), PATIENCE);
    await runner.close();

    expect([readyAtOnce, readyThen, runner.isReady]).toEqual([false, true, false]);
    expect((await ends).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(service && isAlive(service.pid)).toBe(false);
    expect(processes().filter(({ command }) => command.includes(folder))).toEqual([]);
    expect(readdirSync(folder)).toEqual([]);
    otherCheckout.remove();
  });

  it('starts again when the service is killed, and takes the processes of that along', async ({
    expect,
    folder,
    model,
    job,
    start,
  }) => {
    const runner = start();
    const run = runner.run(job, { signal });
    run.catch(() => undefined);
    await vi.waitFor(() => expect(model.requests).toHaveLength(1), PATIENCE);
    const [service] = servicesIn(folder);
    const workers = workersOf(service?.pid ?? 0);

    process.kill(service?.pid ?? 0, 'SIGKILL');

    await expect(run).rejects.toMatchObject({ name: 'RunnerError', code: 'broken' });
    await vi.waitFor(() => expect(workers.filter(({ pid }) => isAlive(pid))).toEqual([]), PATIENCE);
    const others = () => servicesIn(folder).filter(({ pid }) => pid !== service?.pid);
    await vi.waitFor(() => expect(others()).toHaveLength(1), PATIENCE);
    await runner.ready();
    expect(runner.isReady).toBe(true);
    expect(workers).not.toEqual([]);
  });

  it('does not outlive its parent, however that ends', async ({ expect, folder, model, job }) => {
    const main = join(folder, 'main.mjs');
    await build({
      entryPoints: [fileURLToPath(new URL('main-with-a-runner.ts', import.meta.url))],
      outfile: main,
      bundle: true,
      platform: 'node',
      format: 'esm',
      logLevel: 'silent',
      conditions: ['@ai-coding-agent/source'],
    });
    symlinkSync(findRunner(), join(folder, 'aider_runner'));
    const parent = spawn(process.execPath, [main, python, folder, JSON.stringify(job)], { stdio: 'ignore' });
    await vi.waitFor(() => expect(model.requests).toHaveLength(1), PATIENCE);
    const service = processes().find(({ parent: above, command }) => above === parent.pid && command.includes(folder));
    const workers = workersOf(service?.pid ?? 0);

    parent.kill('SIGKILL');

    await once(parent, 'exit');
    const family = [...workers, ...(service ? [service] : [])];
    const survivors = () => family.filter(({ pid }) => isAlive(pid));
    await vi.waitFor(() => expect(survivors()).toEqual([]), { timeout: 5000, interval: 20 });
    expect([service !== undefined, workers.length > 0]).toEqual([true, true]);
  });

  for (const [what, interpreter, message] of [
    ['there is no such interpreter', '/nonexistent/python', /could not be started: .*ENOENT/],
    ['the interpreter has no Aider', '/usr/bin/env', /ended with/],
  ] as const) {
    it(`says so when ${what}`, async ({ expect, job, start }) => {
      const runner = start(interpreter);

      const run = runner.run(job, { signal });

      await expect(run).rejects.toMatchObject({ code: 'unreachable', message: expect.stringMatching(message) });
      await expect(runner.ready()).rejects.toMatchObject({ code: 'unreachable' });
      expect(runner.isReady).toBe(false);
    });
  }
});
