import { expect, test } from 'vitest';
import { parseCommandLine } from './command-line.js';

test('without arguments everything is free and empty', () => {
  const commandLine = parseCommandLine([]);

  expect(commandLine).toEqual({ port: 0, root: undefined, seed: false, webhook: undefined });
});

test.each([
  [['--port', 'x'], 'no port'],
  [['--port', '70000'], 'no port'],
  [['--webhook', 'http://127.0.0.1/'], 'needs --seed'],
  [['--seed', '--webhook', 'nowhere'], 'no address'],
  [['--unknown'], 'Unknown option'],
])('%j is refused with a reason', (args, reason) => {
  expect(() => parseCommandLine(args)).toThrow(reason);
});
