import { CommanderError } from 'commander';
import { agentctl } from './agentctl.js';
import { CommandFailure, EXIT_CODES } from './exit-code.js';
import { plainText } from './output/plain-text.js';

// `agentctl jobs list | head` is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));

agentctl(process.env)
  .parseAsync()
  .catch((error: unknown) => (process.exitCode = report(error)));

function report(error: unknown): number {
  // Commander has already said what is wrong; help and version are no errors.
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT_CODES.ok : EXIT_CODES.usage;
  console.error(`agentctl: ${plainText(error instanceof Error ? error.message : String(error))}`);
  return error instanceof CommandFailure ? error.exitCode : EXIT_CODES.failed;
}
