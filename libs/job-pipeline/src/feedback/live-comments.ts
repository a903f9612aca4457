import type { CommentedJob, JobComments } from '../ports/job-comments.js';

/**
 * At most one edit of a comment in so many milliseconds: GitHub asks for a second between writes and limits what an
 * account may write in a minute, and one account serves all workers. People don't read faster.
 * @see https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api#about-secondary-rate-limits
 */
const EDIT_INTERVAL_MS = 3_000;

interface LiveComment {
  /** Every write of this comment so far; a further one waits for it. */
  written: Promise<unknown>;
  isWriting: boolean;
  /** What is to be shown as soon as it may be. */
  wanted: (() => Promise<unknown>) | undefined;
  timer: NodeJS.Timeout | undefined;
}

/**
 * The comments of jobs while they run. Progress is written in the background: one write of a comment at a time, not
 * too often, the latest wins. What is put waits for the write that is under way, and nothing shown before comes after it.
 */
export class LiveComments implements JobComments {
  readonly #comments: JobComments;
  readonly #lost: (error: unknown) => void;
  readonly #intervalMs: number;
  readonly #live = new Map<string, LiveComment>();

  /** @param lost hears of progress that could not be shown */
  constructor(comments: JobComments, lost: (error: unknown) => void, intervalMs = EDIT_INTERVAL_MS) {
    this.#comments = comments;
    this.#lost = lost;
    this.#intervalMs = intervalMs;
  }

  /** Shows how far a job is, soon, unless there is something newer by then. Never waits and never throws. */
  show(job: CommentedJob, number: number, text: string): void {
    const live = this.#of(job.jobId);
    live.wanted = () => this.#comments.put(job, number, text);
    if (!live.isWriting && !live.timer) void this.#write(live);
  }

  async put(job: CommentedJob, number: number, text: string): Promise<string> {
    const live = this.#of(job.jobId);
    drop(live);
    const putting = live.written.then(() => this.#comments.put(job, number, text));
    live.written = putting.catch(() => undefined);
    try {
      return await putting;
    } finally {
      this.#forget(job.jobId, live);
    }
  }

  /** Shows nothing more of a job, and waits for what is being written, so that the next worker finds it. */
  async settle(jobId: string, patienceMs = 5_000): Promise<void> {
    const live = this.#live.get(jobId);
    if (!live) return;
    drop(live);
    let timer: NodeJS.Timeout | undefined;
    await Promise.race([live.written, new Promise((resolve) => (timer = setTimeout(resolve, patienceMs)))]);
    clearTimeout(timer);
    this.#forget(jobId, live);
  }

  async #write(live: LiveComment): Promise<void> {
    const { wanted } = live;
    if (!wanted) return;
    live.wanted = undefined;
    live.isWriting = true;
    live.written = live.written.then(wanted).catch(this.#lost);
    await live.written;
    live.isWriting = false;
    live.timer = setTimeout(() => {
      live.timer = undefined;
      void this.#write(live);
    }, this.#intervalMs);
    live.timer.unref();
  }

  #of(jobId: string): LiveComment {
    const live = this.#live.get(jobId) ?? {
      written: Promise.resolve(),
      isWriting: false,
      wanted: undefined,
      timer: undefined,
    };
    this.#live.set(jobId, live);
    return live;
  }

  /** A comment that is still being written stays, so that a later write waits for it. */
  #forget(jobId: string, live: LiveComment): void {
    const { written } = live;
    void written.then(() => {
      if (live.written !== written || live.wanted) return;
      clearTimeout(live.timer);
      if (this.#live.get(jobId) === live) this.#live.delete(jobId);
    });
  }
}

function drop(live: LiveComment): void {
  live.wanted = undefined;
}
