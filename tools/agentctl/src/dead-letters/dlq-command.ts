import { Command } from 'commander';
import { withBroker } from '../broker/with-broker.js';
import { wantsJson } from '../output/wants-json.js';
import { parseAge, type DeadLetterFilter } from './dead-letter-filter.js';
import { dropDeadLetters } from './drop-dead-letters.js';
import { listDeadLetters } from './list-dead-letters.js';
import { replayDeadLetters } from './replay-dead-letters.js';
import { showDeadLetter } from './show-dead-letter.js';

type Options = Omit<DeadLetterFilter, 'id'> & { readonly yes?: boolean };

/** `agentctl dlq list|show|replay|drop` */
export function dlqCommand(env: NodeJS.ProcessEnv): Command {
  const command = new Command('dlq').description('Dead letters, on the broker itself (RABBITMQ_URL)');
  filtered(command.command('list'))
    .description('what is in the dead-letter queue, oldest first')
    .action((filter: Options, self: Command) =>
      withBroker(env, (connection) => listDeadLetters(connection, filter, wantsJson(self))),
    );
  command
    .command('show <id>')
    .description('one dead letter with its message')
    .action((id: string, _options: object, self: Command) =>
      withBroker(env, (connection) => showDeadLetter(connection, id, wantsJson(self))),
    );
  filtered(command.command('replay [id]'))
    .description('have dead jobs done again, each as one new job however often it is replayed')
    .option('--yes', 'do it; without, only say what would be done')
    .action((id: string | undefined, { yes = false, ...filter }: Options, self: Command) =>
      withBroker(env, (connection) =>
        replayDeadLetters(env, connection, { ...filter, id }, { yes, json: wantsJson(self) }),
      ),
    );
  filtered(command.command('drop [id]'))
    .description('delete dead letters for good')
    .option('--yes', 'do it; without, only say what would be done')
    .action((id: string | undefined, { yes = false, ...filter }: Options, self: Command) =>
      withBroker(env, (connection) => dropDeadLetters(connection, { ...filter, id }, { yes, json: wantsJson(self) })),
    );
  return command;
}

function filtered(command: Command): Command {
  return command
    .option('--repo <owner/name>', 'only of this repository')
    .option('--code <code>', 'only with this failure code, such as git-auth or invalid-message')
    .option('--older-than <age>', 'only jobs asked for longer ago: 90s, 30m, 12h, 7d', parseAge);
}
