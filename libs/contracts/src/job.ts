import { QuickfixJob } from './quickfix-job.js';
import { RefineJob } from './refine-job.js';

/** A job as it travels on the queue. */
export type Job = QuickfixJob | RefineJob;

/** The two kinds of work. */
export type JobMode = Job['mode'];

/** One entry a mode: its class, the `type` property of its messages, its queue, and what is routed there. */
export const JOB_MODES = {
  quickfix: {
    messageClass: QuickfixJob,
    type: 'job.quickfix.v1',
    queue: 'quickfix.jobs',
    binding: 'job.quickfix.#',
  },
  refine: { messageClass: RefineJob, type: 'job.refine.v1', queue: 'refine.jobs', binding: 'job.refine.#' },
} as const satisfies Record<JobMode, object>;

/** Routing key of a job on the exchange `jobs`: `job.<mode>.<owner>.<name>`. */
export function routingKey(job: Pick<Job, 'mode' | 'repository'>): string {
  return `job.${job.mode}.${job.repository.replace('/', '.')}`;
}
