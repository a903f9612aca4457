import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { choice } from '../src/sections/choice.js';

describe('the choice of files', () => {
  let repository: string;
  beforeEach(() => {
    repository = mkdtempSync(join(tmpdir(), 'choice-'));
    git('init', '-q');
  });
  afterEach(() => rmSync(repository, { recursive: true, force: true }));

  const git = (...args: string[]) =>
    execFileSync('git', ['-C', repository, '-c', 'user.name=A', '-c', 'user.email=a@example.invalid', ...args]);

  function commit(message: string, files: Readonly<Record<string, string>>): void {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(repository, path)), { recursive: true });
      writeFileSync(join(repository, path), text);
    }
    git('add', '.');
    git('commit', '-q', '-m', message);
  }

  async function measure(rounds = 5) {
    const [result] = await choice({
      ...{ repository, rounds, aiderPython: 'python3', peerPython: '', rabbitmqUrl: '', full: false },
      log: () => undefined,
    });
    return result && { title: result.title, percent: result.cases.map(({ runs }) => runs[0]?.value ?? NaN) };
  }

  it('is measured by what each commit changed of the files before it', async () => {
    const others = Object.fromEntries(Array.from({ length: 60 }, (_, at) => [`lib/other_${at}.py`, `x = ${at}\n`]));
    const reports = Object.fromEntries(Array.from({ length: 10 }, (_, at) => [`reports/part_${at}.py`, 'y = 1\n']));
    commit('all', {
      ...others,
      ...reports,
      'src/tax.py': 'SHARE_OF_STATE = 1\n',
      'src/order.py': '1\n',
      'package-lock.json': '{}',
    });
    commit('Change the lock', { 'package-lock.json': '{"a":1}' });
    commit('Add new.py', { 'src/new.py': '1\n' });
    commit('`SHARE_OF_STATE` is wrong', { 'src/tax.py': 'SHARE_OF_STATE = 2\n' });
    commit('Round in order.py', { 'src/order.py': '2\n', 'lib/other_7.py': 'x = 8\n' });
    commit('Speed up the reports', { 'reports/part_9.py': 'y = 2\n' });
    git('commit', '-q', '--allow-empty', '-m', 'nothing');

    const { title, percent } = (await measure()) ?? {};
    expect(title).toContain('3 commits');
    // The first by its content; of the second's two files one by its name, as by Aider; the third's is the tenth of its kind.
    expect(percent?.map(Math.round)).toEqual([50, 83, 83, 17]);
  });

  it('says nothing of a history without commits that change something', async () => {
    commit('all', { 'a.py': '1\n' });

    expect(await measure()).toBeUndefined();
  });
});
