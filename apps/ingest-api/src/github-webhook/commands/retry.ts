import { Problem } from '../../problems/problem.js';
import type { CommandDefinition } from './command.js';
import { NO_JOB } from './no-job.js';
import { statusText } from './status-text.js';

export const RETRY: CommandDefinition = {
  name: 'retry',
  usage: '/retry',
  summary: 'Start the latest job again, once it has ended.',
  /** The new job is on its queue before the answer; its worker asks whether the person may. */
  order: async ({ latest, jobId, trigger, feedback, orders, intake, find }) => {
    if (find(jobId)) return { jobId }; // redelivered
    if (!latest) return NO_JOB;
    const { requestedBy, origin } = trigger;
    const again = { jobId, requestedBy, origin: { ...origin, trigger: 'retry' } } as const;
    try {
      feedback.seen(await orders.retry(latest.jobId, intake, again, { isRepeatable: false }));
      return { jobId };
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      if (error.code === 'job-not-repeatable') return { ignored: 'what the job asked for is not known any more' };
      if (error.code !== 'job-not-ended') throw error;
      feedback.ifPermitted(trigger, async () => statusText(find(latest.jobId) ?? latest));
      return { jobId: latest.jobId };
    }
  },
};
