import type { CommandDefinition, CommandName } from './command.js';

/** All commands; `/help` lists them in this order. */
export const COMMANDS: readonly CommandDefinition[] = [
  { name: 'fix', usage: '/fix [text]', summary: 'Open a pull request that resolves this issue.', startsOn: 'issue' },
  {
    name: 'refine',
    usage: '/refine <text>',
    summary: 'Change this pull request as the text says.',
    startsOn: 'pull-request',
    needsText: true,
  },
  { name: 'cancel', usage: '/cancel', summary: 'Stop the latest job.' },
  { name: 'retry', usage: '/retry', summary: 'Start the latest job again, once it has ended.' },
  { name: 'status', usage: '/status', summary: 'Say how the latest job is.' },
  { name: 'help', usage: '/help', summary: 'List the commands.' },
];

const BY_NAME = new Map<string, CommandDefinition>(COMMANDS.map((command) => [command.name, command]));

export function findCommand(name: string): CommandDefinition | undefined {
  return BY_NAME.get(name.toLowerCase());
}

export function commandNamed(name: CommandName): CommandDefinition {
  return BY_NAME.get(name) as CommandDefinition;
}
