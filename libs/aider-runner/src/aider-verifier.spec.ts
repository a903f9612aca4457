import { describe, expect, it } from 'vitest';
import type { AiderRunner } from './aider-runner.js';
import { AiderVerifier } from './aider-verifier.js';
import type { VerificationResult } from './protocol.js';
import { RunnerError } from './runner-error.js';

const request = { directory: '/checkout', signal: new AbortController().signal };
const asked: unknown[] = [];

function verifierThat(answer: () => VerificationResult): AiderVerifier {
  const runner = {
    verify: async (verification: unknown) => {
      asked.push(verification);
      return answer();
    },
  } as Partial<AiderRunner> as AiderRunner;
  return new AiderVerifier({ runner, command: 'npm test', timeoutSeconds: 60, secrets: ['sk-secret-key'] });
}
const result = (more: Partial<VerificationResult>): VerificationResult => ({
  status: 'failed',
  output: '',
  totalMs: 1,
  ...more,
});

describe('AiderVerifier', () => {
  it('runs the command on the checkout, and says how it ended without secrets', async () => {
    const verifier = verifierThat(() => result({ exitCode: 1, output: 'key is sk-secret-key' }));

    const reply = await verifier.verify(request);

    expect(asked).toEqual([{ workspace: '/checkout', command: 'npm test', timeoutSeconds: 60 }]);
    expect(reply).toEqual({ command: 'npm test', outcome: 'failed', exitCode: 1, output: 'key is [secret]' });
  });

  it.each([
    ['passed', 'passed'],
    ['timeout', 'timed-out'],
  ] as const)('takes %s for %s', async (status, outcome) => {
    await expect(verifierThat(() => result({ status })).verify(request)).resolves.toMatchObject({ outcome });
  });

  it.each([
    ['memory_limit', 'sandbox-memory-limit'],
    ['process_limit', 'sandbox-process-limit'],
    ['disk_limit', 'sandbox-disk-limit'],
  ] as const)('fails the job with a code of its own at the %s', async (status, code) => {
    await expect(verifierThat(() => result({ status })).verify(request)).rejects.toMatchObject({ code });
  });

  it('turns trouble with the runner into a failure', async () => {
    const verifier = verifierThat(() => {
      throw new RunnerError('broken', 'why: sk-secret-key');
    });

    await expect(verifier.verify(request)).rejects.toMatchObject({ code: 'agent-crashed', detail: 'why: [secret]' });
  });
});
