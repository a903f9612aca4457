import { startScriptedModel, temporaryCheckout, openUnixDoor } from '@ai-coding-agent/testing';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { AiderAgent, RunnerProcess } from '../src/index.js';
import { APP, APP_EDIT, EDITED_APP } from './aider-edit.js';
import { aiderPython } from './aider-python.js';
import { editCases } from './edit-cases.js';
import { answer, KEY, runJob } from './job-under-test.js';
import { limitCases } from './limit-cases.js';

const SET_UP_MS = 600_000;
const JOB_MS = 120_000;

describe.concurrent('a job with the real Aider', { timeout: JOB_MS }, () => {
  let runner: RunnerProcess;
  beforeAll(async () => {
    runner = new RunnerProcess({ pool: 2, python: await aiderPython() });
    await runner.ready();
  }, SET_UP_MS);
  afterAll(() => runner.close());

  editCases(() => runner);
  limitCases(() => runner);

  it('serves the pipeline as its coding agent', async ({ expect }) => {
    const script = [answer(`Now it says bye.\n\n${APP_EDIT}`), { status: 401 }] as const;
    const model = await startScriptedModel({ script });
    const door = await openUnixDoor(model.url);
    const checkout = temporaryCheckout({ 'app.py': APP });
    const agent = new AiderAgent({
      runner,
      model: 'openai/scripted',
      openGateway: async () => ({ socket: door.socket, token: KEY, apiBase: model.url, close: async () => undefined }),
      prices: { 'openai/scripted': { prompt: 1000, completion: 0 } },
      maxLlmCalls: 2,
      maxCostUsd: 9,
      timeoutSeconds: 60,
    });
    const usages: number[] = [];
    const request = {
      jobId: 'job',
      directory: checkout.directory,
      prompt: 'Say bye.',
      files: ['app.py'],
      model: undefined,
      maxCostUsd: undefined,
      signal: new AbortController().signal,
      onUsage: ({ costUsd }: { costUsd: number }) => usages.push(costUsd),
    };
    try {
      const reply = await agent.edit(request);
      const failure = await agent.edit(request).catch((error: unknown) => error);

      expect(reply).toMatchObject({ summary: 'Now it says bye.', model: 'openai/scripted', priceKnown: true });
      expect(checkout.read('app.py')).toBe(EDITED_APP);
      expect(failure).toMatchObject({ name: 'JobFailure', code: 'model-auth' });
      expect(usages).toEqual([1, 1, 0, 0]);
      expect(model.requests[0]?.headers.authorization).toBe(`Bearer ${KEY}`);
    } finally {
      await door.close();
      await model.close();
      checkout.remove();
    }
  });

  it('is refused when it carries anything but settings of model providers', async ({ expect }) => {
    const env = { OPENAI_API_BASE: 'http://x', HTTPS_PROXY: 'http://evil.test' };

    const run = runJob(runner, { script: ['never'], job: { env } }, () => undefined);

    await expect(run).rejects.toMatchObject({ code: 'bad_job', message: expect.stringContaining('HTTPS_PROXY') });
    await expect(run).rejects.not.toThrow('evil');
  });

  it('is refused where there is no git work tree', async ({ expect }) => {
    const run = runJob(runner, { script: ['never'], job: { workspace: '/' } }, () => undefined);

    await expect(run).rejects.toMatchObject({ code: 'bad_job', message: expect.stringContaining('work tree') });
  });
});
