import { JOB_MODES, parseJob, type Job, type JobEvent } from '@ai-coding-agent/contracts';

/** A refine with everything it says is some kilobytes, so they can't be kept without limit. */
const REMEMBERED = 5_000;

/** The refine jobs that nobody has started yet, with what they ask for. */
export class WaitingJobs {
  readonly #jobs = new Map<string, Job>();

  hear(event: JobEvent): void {
    if (event.kind !== 'queued') {
      this.#jobs.delete(event.jobId);
      return;
    }
    const job = event.message?.mode === 'refine' ? validJob(event.message) : undefined;
    if (job?.jobId === event.jobId && !this.#jobs.has(job.jobId)) {
      this.#jobs.set(job.jobId, job);
      const [oldest = ''] = this.#jobs.size > REMEMBERED ? this.#jobs.keys() : [];
      this.#jobs.delete(oldest);
    }
  }

  /** Those for the pull request of `job`, without itself, oldest first. */
  like(job: Job): Job[] {
    if (job.mode !== 'refine') return [];
    const isLike = (other: Job) =>
      other.mode === 'refine' &&
      other.jobId !== job.jobId &&
      other.pullRequestNumber === job.pullRequestNumber &&
      other.repository.toLowerCase() === job.repository.toLowerCase();
    return [...this.#jobs.values()].filter(isLike);
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
