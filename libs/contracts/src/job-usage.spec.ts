import { expect, it } from 'vitest';
import { addUsage, NO_USAGE } from './index.js';

it('adds up without the noise of binary fractions', () => {
  const one = { llmCalls: 1, promptTokens: 10, completionTokens: 2, costUsd: 0.1 };
  const other = { llmCalls: 2, promptTokens: 5, completionTokens: 1, costUsd: 0.2 };

  expect(addUsage(one, other)).toEqual({ llmCalls: 3, promptTokens: 15, completionTokens: 3, costUsd: 0.3 });
  expect(addUsage(NO_USAGE, { ...one, costUsd: 0.000_000_012 }).costUsd).toBe(0.000_000_012);
});
