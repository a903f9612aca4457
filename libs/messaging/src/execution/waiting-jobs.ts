import { JOB_MODES, parseJob, type Job, type JobEvent } from '@ai-coding-agent/contracts';

/** What is known so far about one job: the job while it waits, `null` once it was touched. */
type Waiting = Job | null;

/** Folds events, oldest first, into the jobs that wait on a queue for their first attempt. */
export class WaitingJobs {
  readonly #jobs = new Map<string, Waiting>();

  take(event: JobEvent): void {
    if (event.kind !== 'queued') return void this.#jobs.set(event.jobId, null);
    if (this.#jobs.has(event.jobId)) return; // `queued` may come after `started`
    const job = event.message && validJob(event.message);
    this.#jobs.set(event.jobId, job?.jobId === event.jobId ? job : null);
  }

  /** In the order in which they were queued. */
  get list(): readonly Job[] {
    return [...this.#jobs.values()].filter((job) => job !== null);
  }
}

/** The stream is as open as the queues are: what does not hold for a message does not hold here. */
function validJob(message: Job): Job | undefined {
  try {
    return parseJob(JOB_MODES[message.mode].type, Buffer.from(JSON.stringify(message)));
  } catch {
    return undefined;
  }
}
