import { Problem } from '../problems/problem.js';
import type { JobState } from '../view/job-state.js';
import type { JobView } from '../view/job-view.js';

type View = Pick<JobView, 'find' | 'firstOffsetOf' | 'isCaughtUp' | 'untilCurrent'>;

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
/** How long the view may take to come to the end of the stream, in milliseconds. */
const PATIENCE_MS = 3_000;
const RETRY_AFTER_SECONDS = 2;

/**
 * The job, also when another replica accepted it a moment ago: nobody hears that a job is unknown before all was read
 * that had happened when it was asked for.
 * @param suffices whether its state is the one that is hoped for; if not, all is read as well
 * @throws Problem `job-not-found`, `not-ready`
 */
export async function knownJob(
  view: View,
  jobId: string,
  suffices: (state: JobState) => boolean = () => true,
): Promise<JobState> {
  const known = view.find(jobId);
  const state = known && suffices(known) ? known : await afterReadingOn(view, jobId, () => view.find(jobId));
  if (!state) throw new Problem('job-not-found');
  return state;
}

/**
 * Where in the stream the job begins, also when that is on its way.
 * @throws Problem `job-not-found`, `not-ready`
 */
export async function beginningOf(view: View, jobId: string): Promise<number> {
  const offset = view.firstOffsetOf(jobId) ?? (await afterReadingOn(view, jobId, () => view.firstOffsetOf(jobId)));
  if (offset === undefined) throw new Problem('job-not-found');
  return offset;
}

async function afterReadingOn<T>(view: View, jobId: string, look: () => T): Promise<T | undefined> {
  if (!UUID.test(jobId)) return undefined; // no job, and not worth a message
  const notReady = new Problem('not-ready', { retryAfterSeconds: RETRY_AFTER_SECONDS });
  if (!view.isCaughtUp) throw notReady;
  await view.untilCurrent(AbortSignal.timeout(PATIENCE_MS)).catch(() => {
    throw notReady;
  });
  return look();
}
