import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { temporaryCheckout } from '@ai-coding-agent/testing';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { RunnerProcess } from '../src/index.js';
import { APP, APP_EDIT } from './aider-edit.js';
import { aiderPython } from './aider-python.js';
import { runJob } from './job-under-test.js';

const SET_UP_MS = 600_000;
const JOB_MS = 120_000;
const FILES = {
  'app.py': APP,
  'shop/stock.py': 'def take_from_stock(item):\n    return item\n',
  'shop/made.py': 'def made_by_a_program():\n    pass\n',
  '.gitattributes': 'shop/made.py linguist-generated\n',
};

describe('the map of a repository', { timeout: JOB_MS }, () => {
  let folder: string;
  let runner: RunnerProcess;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'map-'));
    runner = new RunnerProcess({ pool: 1, python: await aiderPython(), cacheDirectory: join(folder, 'cache') });
    await runner.ready();
  }, SET_UP_MS);
  afterAll(async () => {
    await runner.close();
    await rm(folder, { recursive: true, force: true });
  });

  const parts = async () =>
    (await readdir(join(folder, 'cache/tags'), { recursive: true })).filter((name) => name.endsWith('.tags'));

  async function job(domain: string, files: Record<string, string> = FILES): Promise<string> {
    let prompt = '';
    await runJob(runner, { script: [APP_EDIT], files, job: { domain } }, ({ requests, result }) => {
      prompt = requests[0]?.prompt ?? '';
      if (result.status !== 'edited') throw new Error(result.status);
    });
    return prompt;
  }

  it('is drawn from what earlier jobs of the same repository found, and of no other', async ({ expect }) => {
    const first = await job('octo/demo');
    const after = await parts();
    const second = await job('octo/demo');
    const same = await parts();
    await job('octo/demo', { ...FILES, 'shop/more.py': 'def added_later():\n    pass\n' });
    const oneMore = await parts();
    await job('octo/other');

    expect(first).toContain('│def take_from_stock(item):');
    expect(first).not.toContain('made_by_a_program');
    expect(second).toBe(first);
    expect(after).toHaveLength(1);
    expect(same).toEqual(after);
    expect(oneMore).toHaveLength(2);
    expect(new Set((await parts()).map((name) => name.split('/')[0])).size).toBe(2);
  });

  it('cannot be touched by what runs in the sandbox', async ({ expect }) => {
    const [name = ''] = await parts();
    const file = join(folder, 'cache/tags', name);
    const before = await readFile(file, 'utf8');
    const checkout = temporaryCheckout({ 'app.py': APP });
    try {
      const command = `cat '${file}' && exit 1; echo evil >> '${file}'; echo evil > '${file}.tags'; chmod 666 '${file}'; exit 0`;

      const { status } = await runner.verify(
        { workspace: checkout.directory, command, timeoutSeconds: 60 },
        { signal: new AbortController().signal },
      );

      expect(status).toBe('passed');
      expect(await readFile(file, 'utf8')).toBe(before);
      expect((await stat(file)).mode & 0o777).toBe(0o600);
      expect(await parts()).not.toContain(`${name}.tags`);
    } finally {
      checkout.remove();
    }
  });
});
