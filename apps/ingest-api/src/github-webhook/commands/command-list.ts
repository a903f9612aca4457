import { CANCEL } from './cancel.js';
import type { CommandDefinition } from './command.js';
import { FIX } from './fix.js';
import { HELP } from './help.js';
import { REFINE } from './refine.js';
import { RETRY } from './retry.js';
import { STATUS } from './status.js';

/** All commands; `/help` lists them in this order. A new one is a file of its own and its place here. */
export const COMMANDS: readonly CommandDefinition[] = [FIX, REFINE, CANCEL, RETRY, STATUS, HELP];

const BY_NAME = new Map(COMMANDS.map((command) => [command.name, command]));

export function findCommand(name: string): CommandDefinition | undefined {
  return BY_NAME.get(name.toLowerCase());
}

/** @throws Error when there is no such command, which `parseCommand` rules out */
export function commandNamed(name: string): CommandDefinition {
  const command = BY_NAME.get(name);
  if (!command) throw new Error(`there is no command ${name}`);
  return command;
}
