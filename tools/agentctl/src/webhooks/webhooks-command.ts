import { Command, Option } from 'commander';
import { wantsJson } from '../output/wants-json.js';
import { createGitHubClient } from './create-github-client.js';
import type { HookPlace } from './hook-deliveries.js';
import { recoverWebhooks } from './recover-webhooks.js';

type Options = HookPlace & { readonly yes?: boolean };

/** `agentctl webhooks recover` */
export function webhooksCommand(env: NodeJS.ProcessEnv): Command {
  const command = new Command('webhooks').description(
    'Webhooks at GitHub (GITHUB_APP_ID and its key, or GITHUB_TOKEN)',
  );
  command
    .command('recover')
    .description('have GitHub deliver again what could not be delivered in the last three days')
    .addOption(new Option('--repo <owner/name>', 'webhook of a repository instead of the App').conflicts('org'))
    .option('--org <login>', 'webhook of an organisation instead of the App')
    .option('--yes', 'do it; without, only say what would be done')
    .action(({ yes = false, ...place }: Options, self: Command) =>
      recoverWebhooks(createGitHubClient(env), place, { yes, json: wantsJson(self) }),
    );
  return command;
}
