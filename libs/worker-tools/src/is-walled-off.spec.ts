import { expect, it } from 'vitest';
import { isWalledOff } from './is-walled-off.js';

it.each([
  ['auto', { mode: 'bubblewrap', landlock: 0 } as const, true],
  ['auto', { mode: 'process', landlock: 3 } as const, true],
  ['auto', { mode: 'process', landlock: 0 } as const, false],
  ['process', { mode: 'process', landlock: 0 } as const, false],
  ['auto', undefined, false],
  ['socket:/run/agent/runner.sock', { mode: 'process', landlock: 0 } as const, true],
])('%s with %j: %s', (setting, sandbox, expected) => {
  expect(isWalledOff(setting, { sandbox })).toBe(expected);
});
