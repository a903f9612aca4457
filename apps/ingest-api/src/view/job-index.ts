import { hasEnded, type JobState } from './job-state.js';
import { SortedByPlace, type Placed } from './sorted-by-place.js';

/** `OWNER/NAME#number` in lower case, since GitHub's names know no case. */
type ThreadKey = string;

interface Entry extends Placed {
  state: JobState;
}

/**
 * Jobs by id, by time and by thread. Everything is kept in its order, so that a page of a long list costs no more than
 * what is looked at for it. Ended jobs are forgotten when there are too many, first those that ended first.
 */
export class JobIndex {
  readonly #entries = new Map<string, Entry>();
  readonly #byTime = new SortedByPlace<Entry>();
  readonly #byThread = new Map<ThreadKey, SortedByPlace<Entry>>();
  /** In the order of their end. */
  readonly #ended = new Set<string>();
  readonly #maxEnded: number;

  constructor(maxEnded: number) {
    this.#maxEnded = maxEnded;
  }

  /** Threads that have a job. */
  get threads(): number {
    return this.#byThread.size;
  }

  get(jobId: string): JobState | undefined {
    return this.#entries.get(jobId)?.state;
  }

  /** Takes a job in the state it is in now, and answers the ids of those that are forgotten because of it. */
  put(state: JobState): string[] {
    const { jobId } = state;
    const known = this.#entries.get(jobId);
    // Only its beginning and its result can say something new about where a job belongs.
    if (known?.state.job === state.job && known.state.result === state.result) {
      known.state = state;
    } else {
      if (known) this.#unfile(known);
      const entry = { place: placeOf(state), state };
      this.#entries.set(jobId, entry);
      this.#file(entry);
    }
    if (hasEnded(state)) this.#ended.add(jobId);
    return this.#ended.size > this.#maxEnded ? this.#forgetOldest() : [];
  }

  /** Jobs in the order in which they were asked for, the last one first; only those below the place `after`. */
  newestFirst(after?: string): IterableIterator<JobState> {
    return statesOf(this.#byTime.downwards(after));
  }

  /** Jobs of an issue or a pull request, also those that opened the pull request; the last one first. */
  ofThread(repository: string, number: number): IterableIterator<JobState> {
    return statesOf(this.#byThread.get(threadKey(repository, number))?.downwards());
  }

  #file(entry: Entry): void {
    this.#byTime.add(entry);
    for (const key of threadsOf(entry.state)) {
      const thread = this.#byThread.get(key) ?? new SortedByPlace();
      this.#byThread.set(key, thread);
      thread.add(entry);
    }
  }

  #unfile(entry: Entry): void {
    this.#byTime.remove(entry);
    for (const key of threadsOf(entry.state)) {
      const thread = this.#byThread.get(key);
      thread?.remove(entry);
      if (thread?.size === 0) this.#byThread.delete(key);
    }
  }

  #forgetOldest(): string[] {
    const forgotten: string[] = [];
    for (const jobId of this.#ended) {
      if (this.#ended.size <= this.#maxEnded) break;
      const entry = this.#entries.get(jobId);
      if (entry) this.#unfile(entry);
      this.#entries.delete(jobId);
      this.#ended.delete(jobId);
      forgotten.push(jobId);
    }
    return forgotten;
  }
}

/** Where a job is among all others: the time at which it was asked for, and its id to tell it from those of that time. */
export function placeOf({ job, jobId }: JobState): string {
  return `${job.requestedAt} ${jobId}`;
}

function* statesOf(entries: Iterable<Entry> | undefined): IterableIterator<JobState> {
  for (const { state } of entries ?? []) yield state;
}

function threadsOf({ job, result }: JobState): Set<ThreadKey> {
  const numbers = [job.issueNumber ?? job.pullRequestNumber, result?.pullRequestNumber];
  return new Set(numbers.flatMap((number) => (number === undefined ? [] : [threadKey(job.repository, number)])));
}

function threadKey(repository: string, number: number): ThreadKey {
  return `${repository.toLowerCase()}#${number}`;
}
