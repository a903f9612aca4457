import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Command, Option } from 'commander';
import { ApiClient } from '../api/api-client.js';
import type { AcceptedJob, Job } from '../api/job.js';
import { CommandFailure, EXIT_CODES } from '../exit-code.js';
import { parseWholeNumber } from '../output/parse-whole-number.js';
import { printJson, wantsJson } from '../output/wants-json.js';
import { tellProgress, waitForJob } from './wait-for-job.js';

interface RunOptions {
  readonly repo: string;
  readonly issue?: number;
  readonly pullRequest?: number;
  readonly instructions?: string;
  readonly baseBranch?: string;
  readonly model?: string;
  readonly draft?: boolean;
  readonly dryRun?: boolean;
  readonly requestedBy?: string;
  readonly wait?: boolean;
}

/** `agentctl run` */
export function runCommand(env: NodeJS.ProcessEnv): Command {
  return new Command('run')
    .description('start a job: fix an issue, or refine a pull request')
    .requiredOption('--repo <owner/name>', 'repository')
    .addOption(new Option('--issue <number>', 'issue to fix').argParser(parseWholeNumber).conflicts('pullRequest'))
    .addOption(new Option('--pull-request <number>', 'pull request to refine').argParser(parseWholeNumber))
    .option('--instructions <text>', 'what to do; needed for a pull request')
    .option('--base-branch <name>', 'branch to start from (default: that of the repository)')
    .option('--model <name>', 'one of the allowed models')
    .option('--requested-by <login>', 'GitHub login to name as the one who asked')
    .option('--draft', 'open the pull request as a draft')
    .option('--dry-run', 'everything but the push and what is written to GitHub')
    .option('--wait', 'show the progress; exit 1 unless the job succeeds')
    .action((options: RunOptions, self: Command) => run(new ApiClient(env), options, wantsJson(self)));
}

async function run(api: ApiClient, options: RunOptions, json: boolean): Promise<void> {
  // One call is one job, also when its answer was lost on the way.
  const key = { 'idempotency-key': `agentctl-${randomUUID()}` };
  const accepted = await api.call<AcceptedJob>('POST', '/jobs', bodyOf(options), key);
  if (!options.wait) {
    if (json) printJson(accepted);
    else console.log(accepted.jobId);
    return;
  }
  console.error(`job ${accepted.jobId}`);
  await untilKnown(api, accepted.jobId);
  await waitForJob(api, accepted.jobId, { json, onProgress: tellProgress });
}

function bodyOf({ repo, issue, pullRequest, wait: _wait, ...wishes }: RunOptions): object {
  if (issue === undefined && pullRequest === undefined) {
    throw new CommandFailure('--issue or --pull-request is needed', EXIT_CODES.usage);
  }
  const { instructions, baseBranch, model, draft, dryRun, requestedBy } = wishes;
  const common = { repository: repo, instructions, baseBranch, model, draft, dryRun, requestedBy };
  if (pullRequest === undefined) return { mode: 'quickfix', ...common, issueNumber: issue };
  if (!instructions) throw new CommandFailure('--pull-request needs --instructions', EXIT_CODES.usage);
  return { mode: 'refine', ...common, pullRequestNumber: pullRequest };
}

/** Behind a load balancer another replica may hear of the job a moment later. */
async function untilKnown(api: ApiClient, jobId: string): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await api.call<Job>('GET', `/jobs/${jobId}`);
      return;
    } catch (error) {
      const isUnknown = error instanceof CommandFailure && error.exitCode === EXIT_CODES.notFound;
      if (!isUnknown || attempt > 20) throw error;
      await sleep(500);
    }
  }
}
