import { execFile } from 'node:child_process';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { SAMPLE, searchReplace, seedSampleRepository, startGitHubSandbox, type GitHubSandbox } from '../src/index.js';
import { cloneUrl, git, temporaryFolder } from './git-client.js';

let sandbox: GitHubSandbox;

beforeEach(async () => {
  sandbox = await startGitHubSandbox();
  await seedSampleRepository(sandbox);
});

afterEach(() => sandbox.close());

/** Runs the sample's own tests on a branch. */
async function verify(branch: string): Promise<{ code: number; output: string }> {
  const folder = await temporaryFolder();
  await git(folder, 'clone', '--quiet', `--branch=${branch}`, cloneUrl(sandbox.serverUrl, SAMPLE.repository), '.');
  const [command = '', ...args] = SAMPLE.verifyCommand.split(' ');
  return new Promise((resolve) => {
    execFile(command, args, { cwd: folder }, (error, stdout, stderr) =>
      resolve({ code: error ? Number(error.code) : 0, output: stdout + stderr }),
    );
  });
}

/** Applies edits one after the other, each to exactly one place. */
async function commitEdits(branch: string, ...edits: (typeof SAMPLE.fix | typeof SAMPLE.refinement)[]): Promise<void> {
  for (const { path, search, replace } of edits) {
    const text = (await sandbox.readFile(SAMPLE.repository, branch, path)) ?? '';
    if (text.split(search).length !== 2) throw new Error(`not exactly once in ${path}: ${search}`);
    await sandbox.commitFiles(SAMPLE.repository, branch, { [path]: text.replace(search, () => replace) });
  }
}

test('the tests of the sample fail for the one reason that its issue names', async () => {
  const { code, output } = await verify('main');

  expect(code).toBe(1);
  expect(output).toContain('FAIL: test_is_free_for_an_order_of_exactly_fifty_euros');
  expect(output).toContain('FAILED (failures=1)');
  expect(sandbox.issue(SAMPLE.repository, SAMPLE.issue.number).title).toBe(SAMPLE.issue.title);
});

test('they pass with the fix, and with the refinement on top of it', async () => {
  await commitEdits('main', SAMPLE.fix);
  const fixed = await verify('main');
  await commitEdits('main', SAMPLE.refinement);
  const refined = await verify('main');

  expect([fixed.code, refined.code]).toEqual([0, 0]);
  expect(await sandbox.readFile(SAMPLE.repository, 'main', SAMPLE.fix.path)).toContain('def ships_free');
});

test('an edit is written as the coding agent reads it', () => {
  const block = searchReplace({ path: 'a.py', search: 'old\n', replace: 'new\n' });

  expect(block).toBe('a.py\n```python\n<<<<<<< SEARCH\nold\n=======\nnew\n>>>>>>> REPLACE\n```\n');
});

test('everybody has the role that the demo needs', () => {
  const roles = [SAMPLE.maintainer, SAMPLE.agent, SAMPLE.stranger].map(({ login }) =>
    sandbox.permission(SAMPLE.repository, login),
  );

  expect(roles).toEqual(['admin', 'write', 'read']);
});
