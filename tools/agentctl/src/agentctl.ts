import tab from '@bomb.sh/tab/commander';
import { Command } from 'commander';
import { dlqCommand } from './dead-letters/dlq-command.js';
import { jobsCommand } from './jobs/jobs-command.js';
import { runCommand } from './jobs/run-command.js';
import { topologyCommand } from './topology/topology-command.js';
import { webhooksCommand } from './webhooks/webhooks-command.js';

const AFTER = `
Settings: AGENTCTL_API_URL (default http://localhost:3000), AGENTCTL_TOKEN, RABBITMQ_URL; secrets also as NAME_FILE.
Exit codes: 0 ok, 1 failed, 2 usage, 3 not found, 4 not permitted, 5 conflict, 6 unavailable.
Shell completion: source <(agentctl complete bash), also zsh and fish.`;

/** The operator's command line. */
export function agentctl(env: NodeJS.ProcessEnv): Command {
  const program = new Command('agentctl')
    .description('Operates AI Coding Agent: the broker, its jobs and its dead letters.')
    .option('--json', 'stable JSON on standard output; messages go to standard error')
    .configureHelp({ showGlobalOptions: true })
    .addHelpText('after', AFTER)
    .showHelpAfterError('(add --help for what is possible)')
    .exitOverride();
  for (const make of [runCommand, jobsCommand, dlqCommand, webhooksCommand, topologyCommand]) {
    program.addCommand(inherit(make(env), program));
  }
  tab(program);
  return program;
}

/** Commands made on their own do not take over how their parent ends, prints and explains. */
function inherit(command: Command, parent: Command): Command {
  command.copyInheritedSettings(parent);
  for (const child of command.commands) inherit(child, command);
  return command;
}
