import { topology } from '@ai-coding-agent/contracts';
import { checkTopology, declareTopology } from '@ai-coding-agent/messaging';
import amqp, { type ChannelModel } from 'amqplib';
import { Command } from 'commander';
import { required, retryDelays } from '../settings.js';
import { definitions } from './definitions.js';

/** `agentctl topology apply|check|export` */
export function topologyCommand(env: NodeJS.ProcessEnv): Command {
  const command = new Command('topology').description('Exchanges and queues of the broker (RABBITMQ_URL)');
  command
    .command('apply')
    .description('declare what is missing; change nothing that exists')
    .action(() =>
      withBroker(env, async (connection) => {
        const channel = await connection.createChannel();
        channel.on('error', () => undefined);
        await declareTopology(channel, topology(retryDelays(env)));
        console.log('The topology is in place.');
      }),
    );
  command
    .command('check')
    .description('say what is missing; exit 1 if anything is')
    .action(() =>
      withBroker(env, async (connection) => {
        const missing = await checkTopology(connection, topology(retryDelays(env)));
        for (const what of missing) console.log(`missing: ${what}`);
        if (missing.length === 0) console.log('The topology is in place.');
        else process.exitCode = 1;
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

async function withBroker(env: NodeJS.ProcessEnv, use: (connection: ChannelModel) => Promise<void>): Promise<void> {
  const connection = await amqp.connect(required(env, 'RABBITMQ_URL'), { timeout: 10_000 }).catch((error: Error) => {
    throw new Error(`the broker cannot be reached: ${error.message}`);
  });
  connection.on('error', () => undefined);
  try {
    await use(connection);
  } finally {
    await connection.close().catch(() => undefined);
  }
}
