import type { Command } from 'commander';

/** Whether `--json` was given, before or after the command. */
export function wantsJson(command: Command): boolean {
  return command.optsWithGlobals<{ json?: boolean }>().json === true;
}

export function printJson(value: unknown): void {
  console.log(JSON.stringify(value, null, 2));
}
