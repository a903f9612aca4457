import type { CommandDefinition } from './command.js';
import { NO_JOB } from './no-job.js';

export const HELP: CommandDefinition = {
  name: 'help',
  usage: '/help',
  summary: 'List the commands.',
  needsNoJob: true,
  order: async ({ latest, trigger, feedback, commands }) => {
    const lines = commands.map(({ usage, summary }) => `| \`${usage}\` | ${summary} |`);
    feedback.ifPermitted(trigger, async () => ['| command | what it does |', '|---|---|', ...lines].join('\n'));
    return latest ? { jobId: latest.jobId } : NO_JOB;
  },
};
