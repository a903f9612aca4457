import type { CommandDefinition } from './command.js';

export const FIX: CommandDefinition = {
  name: 'fix',
  usage: '/fix [text]',
  summary: 'Open a pull request that resolves this issue.',
  startsOn: 'issue',
};
