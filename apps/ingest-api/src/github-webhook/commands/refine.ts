import type { CommandDefinition } from './command.js';

export const REFINE: CommandDefinition = {
  name: 'refine',
  usage: '/refine <text>',
  summary: 'Change this pull request as the text says.',
  startsOn: 'pull-request',
  needsText: true,
};
