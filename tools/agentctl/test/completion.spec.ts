import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { runAgentctl } from './run-agentctl.js';

describe('agentctl complete', () => {
  it.each(['bash', 'zsh', 'fish'])('prints a script that %s can read', async (shell) => {
    const { stdout, code } = await runAgentctl(['complete', shell]);

    expect(code).toBe(0);
    expect(stdout).toContain('agentctl complete -- ');
    // Where the shell is not installed, the words of the script are all that can be checked.
    const parsed = spawnSync(shell, ['-n'], { input: stdout, encoding: 'utf8' });
    if (!parsed.error) expect(parsed).toMatchObject({ status: 0, stderr: '' });
  });

  it('knows commands, options and their values', async () => {
    const complete = async (...words: string[]) => (await runAgentctl(['complete', '--', ...words])).stdout;

    expect(await complete('')).toMatch(/dlq[\s\S]*topology/);
    expect(await complete('dlq', '')).toContain('replay');
    expect(await complete('dlq', 'replay', '--')).toContain('--older-than');
    expect(await complete('jobs', 'list', '--status', '')).toContain('retrying');
  });
});
