import { describe, expect, it } from 'vitest';
import type { Change, Checkout } from '../ports/checkouts.js';
import type { VerifyReply } from '../ports/verifier.js';
import { verifyEdits } from './verify-edits.js';

describe('verifyEdits', () => {
  const { signal } = new AbortController();
  const checkout = { directory: '/checkout' } as Checkout;
  const reply = { summary: '', model: 'm', priceKnown: true, usage: { llmCalls: 1 } as never };
  const changes: Change[] = [{ path: 'a', kind: 'modified', type: 'file', size: 1 }];
  const failed: VerifyReply = { command: 'npm test', outcome: 'failed', exitCode: 1, output: 'no' };

  it('adds how the checks ended to the edit, and nothing to its changes', async () => {
    const asked: unknown[] = [];
    const verifier = {
      verify: async (request: unknown) => {
        asked.push(request);
        return failed;
      },
    };

    const verified = await verifyEdits({ reply, changes }, checkout, { verifier }, { signal });

    expect(verified).toEqual({ reply, changes, checks: failed });
    expect(asked).toEqual([{ directory: '/checkout', signal }]);
  });

  it('runs nothing when there is nothing to check, or nothing to check it with', async () => {
    const verifier = { verify: () => Promise.reject(new Error('must not be asked')) };

    expect(await verifyEdits({ reply, changes: [] }, checkout, { verifier }, { signal })).toEqual({
      reply,
      changes: [],
    });
    expect(await verifyEdits({ reply, changes }, checkout, {}, { signal })).toEqual({ reply, changes });
  });
});
