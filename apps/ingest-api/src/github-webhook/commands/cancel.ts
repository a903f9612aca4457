import { Problem } from '../../problems/problem.js';
import type { CommandDefinition } from './command.js';
import { NO_JOB } from './no-job.js';
import { statusText } from './status-text.js';

export const CANCEL: CommandDefinition = {
  name: 'cancel',
  usage: '/cancel',
  summary: 'Stop the latest job.',
  order: async ({ latest, trigger, feedback, orders, find }) => {
    if (!latest) return NO_JOB;
    feedback.oncePermitted(trigger, async () => {
      try {
        await orders.cancel(latest.jobId, trigger.requestedBy);
        return undefined;
      } catch (error) {
        // Redelivered, or too late: the person sees how the job is instead.
        if (error instanceof Problem && error.code === 'job-ended') return statusText(find(latest.jobId) ?? latest);
        throw error;
      }
    });
    return { jobId: latest.jobId };
  },
};
