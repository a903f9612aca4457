import { Command, Option } from 'commander';
import { ApiClient } from '../api/api-client.js';
import type { AcceptedJob, Job } from '../api/job.js';
import { colourStatus } from '../output/colour-status.js';
import { parseWholeNumber } from '../output/parse-whole-number.js';
import { plainText } from '../output/plain-text.js';
import { printJson, wantsJson } from '../output/wants-json.js';
import { describeJob } from './describe-job.js';
import { listJobs, type ListOptions } from './list-jobs.js';
import { tellProgress, waitForJob } from './wait-for-job.js';
import { watchJobs } from './watch-jobs.js';

const STATUSES = ['queued', 'running', 'retrying', 'succeeded', 'failed', 'cancelled'];

/** `agentctl jobs list|show|cancel|retry|watch` */
export function jobsCommand(env: NodeJS.ProcessEnv): Command {
  const command = new Command('jobs').description('Jobs, over the HTTP API (AGENTCTL_API_URL, AGENTCTL_TOKEN)');
  const path = (id: string, verb = '') => `/jobs/${encodeURIComponent(id)}${verb}`;
  command
    .command('list')
    .description('newest first')
    .option('--repo <owner/name>', 'only of this repository')
    .addOption(new Option('--status <status>', 'only in this state').choices(STATUSES))
    .addOption(new Option('--mode <mode>', 'only of this kind').choices(['quickfix', 'refine']))
    .addOption(new Option('--limit <number>', 'at most so many').argParser(parseWholeNumber).default(20))
    .action((options: ListOptions, self: Command) => listJobs(new ApiClient(env), options, wantsJson(self)));
  command
    .command('show <id>')
    .description('everything about one job')
    .action(async (id: string, _options: object, self: Command) => {
      const job = await new ApiClient(env).call<Job>('GET', path(id));
      if (wantsJson(self)) printJson(job);
      else console.log(describeJob(job));
    });
  command
    .command('cancel <id>')
    .description('stop a job, wherever it is')
    .action(async (id: string, _options: object, self: Command) => {
      const answer = await new ApiClient(env).call<AcceptedJob>('POST', path(id, '/cancel'));
      if (wantsJson(self)) printJson(answer);
      else console.log(`${plainText(id)} is being cancelled`);
    });
  command
    .command('retry <id>')
    .description('start an ended job anew, as a new job with the same wishes')
    .option('--wait', 'show the progress; exit 1 unless the new job succeeds')
    .action(async (id: string, { wait }: { wait?: boolean }, self: Command) => {
      const api = new ApiClient(env);
      const answer = await api.call<AcceptedJob>('POST', path(id, '/retry'));
      const json = wantsJson(self);
      if (wait) await waitForJob(api, answer.jobId, { json, onProgress: tellProgress });
      else if (json) printJson(answer);
      else console.log(answer.jobId);
    });
  command
    .command('watch [id]')
    .description('live: one job until it has ended (exit 1 unless it succeeded), or all of them until Ctrl-C')
    .action(async (id: string | undefined, _options: object, self: Command) => {
      const api = new ApiClient(env);
      if (id !== undefined) return waitForJob(api, id, { json: wantsJson(self), onProgress: tellProgress });
      for await (const job of watchJobs(api)) {
        if (wantsJson(self)) console.log(JSON.stringify(job));
        else console.log(`${colourStatus(plainText(job.status))}  ${plainText(`${job.stage ?? ''} ${job.jobId}`)}`);
      }
    });
  return command;
}
