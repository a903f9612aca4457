import { isRepositoryName, type Violation } from '@ai-coding-agent/contracts';
import { Problem } from '../problems/problem.js';
import { placeOf } from '../view/job-index.js';
import type { JobState, JobStatus } from '../view/job-state.js';
import type { JobView } from '../view/job-view.js';

export const JOB_STATUSES: readonly JobStatus[] = ['queued', 'running', 'retrying', 'succeeded', 'failed', 'cancelled'];
const MODES = ['quickfix', 'refine'];
const DEFAULT_LIMIT = 20;
const MAX_LIMIT = 100;

/** What `GET /jobs` is asked for. `after` is the place of the last job of the page before. */
export interface JobQuery {
  readonly repository?: string;
  readonly status?: string;
  readonly mode?: string;
  readonly limit: number;
  readonly after?: string;
}

/** @throws Problem `invalid-request` with every bad parameter */
export function parseJobQuery(query: Record<string, unknown>): JobQuery {
  const { repository, status, mode, limit = String(DEFAULT_LIMIT), cursor, ...unknown } = query;
  const errors: Violation[] = Object.keys(unknown).map((field) => ({ field, message: `${field} is not known` }));
  const check = (field: string, isGood: boolean, message: string) => void (isGood || errors.push({ field, message }));
  const after = cursor === undefined ? undefined : decodeCursor(cursor);
  check('repository', repository === undefined || isRepositoryName(repository), 'repository must be OWNER/NAME');
  check('status', isOneOf(status, JOB_STATUSES), `status must be one of ${JOB_STATUSES.join(', ')}`);
  check('mode', isOneOf(mode, MODES), `mode must be one of ${MODES.join(', ')}`);
  const count = typeof limit === 'string' && /^\d{1,3}$/.test(limit) ? Number(limit) : 0;
  check('limit', count >= 1 && count <= MAX_LIMIT, `limit must be 1 to ${MAX_LIMIT}`);
  check('cursor', cursor === undefined || after !== undefined, 'cursor must be the nextCursor of an answer');
  if (errors.length > 0) throw new Problem('invalid-request', { errors });
  return {
    limit: count,
    ...(repository !== undefined && { repository: repository as string }),
    ...(status !== undefined && { status: status as string }),
    ...(mode !== undefined && { mode: mode as string }),
    ...(after !== undefined && { after }),
  };
}

/** One page, newest first. The cursor is a place in that order, so that new jobs move nothing. */
export function listJobs(
  view: Pick<JobView, 'newestFirst'>,
  query: JobQuery,
): { jobs: JobState[]; nextCursor: string | null } {
  const repository = query.repository?.toLowerCase();
  const isWanted = (state: JobState) =>
    (repository === undefined || state.job.repository.toLowerCase() === repository) &&
    (query.status === undefined || state.status === query.status) &&
    (query.mode === undefined || state.job.mode === query.mode);
  const jobs: JobState[] = [];
  for (const state of view.newestFirst(query.after)) {
    const last = jobs.at(-1);
    if (!isWanted(state)) continue;
    if (jobs.length === query.limit && last) {
      return { jobs, nextCursor: Buffer.from(placeOf(last)).toString('base64url') };
    }
    jobs.push(state);
  }
  return { jobs, nextCursor: null };
}

function decodeCursor(cursor: unknown): string | undefined {
  const place = typeof cursor === 'string' ? Buffer.from(cursor, 'base64url').toString('utf8') : '';
  return /^\d{4}-[\dT:.Z-]+ [0-9a-f-]{36}$/.test(place) ? place : undefined;
}

function isOneOf(value: unknown, values: readonly string[]): boolean {
  return value === undefined || (typeof value === 'string' && values.includes(value));
}
