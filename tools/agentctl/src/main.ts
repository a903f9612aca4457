import { CommanderError } from 'commander';
import { agentctl } from './agentctl.js';

try {
  await agentctl(process.env).parseAsync();
} catch (error) {
  if (error instanceof CommanderError) process.exit(error.exitCode);
  console.error(`agentctl: ${error instanceof Error ? error.message : String(error)}`);
  process.exit(1);
}
