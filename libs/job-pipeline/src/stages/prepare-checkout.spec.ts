import { describe, expect, it } from 'vitest';
import { JOB } from '../../test/quickfix-job.js';
import type { Checkout } from '../ports/checkouts.js';
import { prepareCheckout } from './prepare-checkout.js';

describe('prepareCheckout', () => {
  it('leaves a branch alone that has commits by others, and cleans up', async () => {
    let removed = false;
    const checkout = { remoteBranch: { state: 'others', tip: 'x' }, remove: async () => void (removed = true) };
    const checkouts = { prepare: async () => checkout as unknown as Checkout };
    const { signal } = new AbortController();

    const preparing = prepareCheckout(
      JOB,
      { repository: 'acme/shop', base: 'main', branch: 'b' },
      { checkouts },
      { signal },
    );

    await expect(preparing).rejects.toMatchObject({ code: 'branch-has-other-commits' });
    expect(removed).toBe(true);
  });
});
