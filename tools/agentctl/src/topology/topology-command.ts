import { topology } from '@ai-coding-agent/contracts';
import { checkTopology, declareTopology } from '@ai-coding-agent/messaging';
import { Command } from 'commander';
import { withBroker } from '../broker/with-broker.js';
import { EXIT_CODES } from '../exit-code.js';
import { printJson, wantsJson } from '../output/wants-json.js';
import { retryDelays } from '../settings.js';
import { definitions } from './definitions.js';

/** `agentctl topology apply|check|export` */
export function topologyCommand(env: NodeJS.ProcessEnv): Command {
  const command = new Command('topology').description('Exchanges and queues of the broker (RABBITMQ_URL)');
  command
    .command('apply')
    .description('declare what is missing; change nothing that exists')
    .action((_options: object, self: Command) =>
      withBroker(env, async (connection) => {
        const channel = await connection.createChannel();
        channel.on('error', () => undefined);
        await declareTopology(channel, topology(retryDelays(env)));
        if (wantsJson(self)) printJson({ missing: [] });
        else console.log('The topology is in place.');
      }),
    );
  command
    .command('check')
    .description('say what is missing; exit 1 if anything is')
    .action((_options: object, self: Command) =>
      withBroker(env, async (connection) => {
        const missing = await checkTopology(connection, topology(retryDelays(env)));
        if (wantsJson(self)) printJson({ missing });
        else if (missing.length === 0) console.log('The topology is in place.');
        else for (const what of missing) console.log(`missing: ${what}`);
        if (missing.length > 0) process.exitCode = EXIT_CODES.failed;
      }),
    );
  command
    .command('export')
    .description('print definitions.json for the import of the broker itself')
    .option('--vhost <name>', 'virtual host that they are for', '/')
    .action(({ vhost }: { vhost: string }) =>
      console.log(JSON.stringify(definitions(topology(retryDelays(env)), vhost), null, 2)),
    );
  return command;
}
