import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { agentctl } from '../src/agentctl.js';

const page = readFileSync(new URL('../../../docs/OPERATIONS.md', import.meta.url), 'utf8');
const commands = [...page.matchAll(/npx agentctl ([a-z][^`\n]+)/g)].map(([, words = '']) => words.trim());

/** The command that words lead to, and what is left of them. */
function find(command: Command, [word = '', ...rest]: string[]): [Command, string[]] {
  const child = command.commands.find((each) => each.name() === word);
  return child ? find(child, rest) : [command, word ? [word, ...rest] : rest];
}

describe('docs/OPERATIONS.md', () => {
  it.each(commands)('shows a command that exists: agentctl %s', (words) => {
    const [command, rest] = find(agentctl({}), words.split(' '));
    const options = rest.filter((word) => word.startsWith('--'));
    const known = command.options.map(({ long }) => long);

    expect(command.commands, 'a whole command').toHaveLength(0);
    for (const option of options) expect(known).toContain(option);
  });

  it('tells every command', () => {
    const all = (command: Command): string[] =>
      command.commands.length === 0 ? [command.name()] : command.commands.flatMap((each) => all(each));

    for (const name of all(agentctl({}))) expect(page).toMatch(new RegExp(`\`.*\\b${name}\\b`));
  });
});
