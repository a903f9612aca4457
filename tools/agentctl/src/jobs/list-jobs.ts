import type { ApiClient } from '../api/api-client.js';
import type { Job, JobPage } from '../api/job.js';
import { printTable } from '../output/print-table.js';
import { printJson } from '../output/wants-json.js';
import { subjectOf } from './describe-job.js';

export interface ListOptions {
  readonly repo?: string;
  readonly status?: string;
  readonly mode?: string;
  readonly limit: number;
}

/** Most jobs that the API gives at a time. */
const PAGE = 100;

/** Prints jobs, page after page until there are as many as wanted. */
export async function listJobs(api: ApiClient, { repo, status, mode, limit }: ListOptions, json: boolean) {
  const jobs: Job[] = [];
  let cursor: string | null | undefined;
  do {
    const query = new URLSearchParams({ limit: String(Math.min(limit - jobs.length, PAGE)) });
    for (const [name, value] of Object.entries({ repository: repo, status, mode, cursor })) {
      if (value) query.set(name, value);
    }
    const page = await api.call<JobPage>('GET', `/jobs?${query.toString()}`);
    jobs.push(...page.jobs);
    cursor = page.nextCursor;
  } while (cursor && jobs.length < limit);
  if (json) return printJson({ jobs, nextCursor: cursor ?? null });
  if (jobs.length === 0) return console.error('no jobs');
  printTable(
    ['JOB', 'MODE', 'ABOUT', 'STATUS', 'STAGE', 'ATTEMPT', 'QUEUED'],
    jobs.map((job) => [job.jobId, job.mode, subjectOf(job), job.status, job.stage ?? '', job.attempt, job.queuedAt]),
  );
  if (cursor) console.error('there are more: raise --limit');
}
