import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { SAMPLE } from '@ai-coding-agent/github-sandbox';
import type { LocalSystem } from '@ai-coding-agent/local-system';

/** Runs the sample's own tests on a branch, in a clone of its own. */
export async function runSampleTests({ sandbox }: LocalSystem, branch: string): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'demo-tests-'));
  try {
    const url = `${sandbox.serverUrl}/${SAMPLE.repository}.git`;
    await promisify(execFile)('git', ['clone', '--quiet', '--depth=1', '--branch', branch, url, directory]);
    const [program = '', ...args] = SAMPLE.verifyCommand.split(' ');
    await promisify(execFile)(program, args, { cwd: directory });
    return `passed (${SAMPLE.verifyCommand})`;
  } catch (error) {
    const { stderr = '' } = error as { stderr?: string };
    return `failed (${SAMPLE.verifyCommand}): ${/^FAILED.*$/m.exec(stderr)?.[0] ?? String(error)}`;
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}
