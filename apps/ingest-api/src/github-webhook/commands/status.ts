import type { CommandDefinition } from './command.js';
import { NO_JOB } from './no-job.js';
import { statusText } from './status-text.js';

export const STATUS: CommandDefinition = {
  name: 'status',
  usage: '/status',
  summary: 'Say how the latest job is.',
  order: async ({ latest, trigger, feedback, find }) => {
    if (!latest) return NO_JOB;
    feedback.ifPermitted(trigger, async () => statusText(find(latest.jobId) ?? latest));
    return { jobId: latest.jobId };
  },
};
