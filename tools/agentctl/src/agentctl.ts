import { Command } from 'commander';
import { topologyCommand } from './topology/topology-command.js';

/** The operator's command line. */
export function agentctl(env: NodeJS.ProcessEnv): Command {
  return new Command('agentctl')
    .description('Operates AI Coding Agent: the broker, its jobs and its dead letters.')
    .showHelpAfterError()
    .exitOverride()
    .addCommand(topologyCommand(env));
}
