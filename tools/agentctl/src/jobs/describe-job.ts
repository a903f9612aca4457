import { colourStatus } from '../output/colour-status.js';
import { plainText } from '../output/plain-text.js';
import type { Job, Progress } from '../api/job.js';

/** `owner/name#42`: what a job is about. */
export function subjectOf({ repository, issueNumber, pullRequestNumber }: Job): string {
  const number = issueNumber ?? pullRequestNumber;
  return `${repository ?? ''}${number === undefined ? '' : `#${number}`}`;
}

/** One line about where a job is. */
export function describeProgress({ at, status, stage, attempt }: Progress): string {
  const time = (at === undefined ? new Date() : new Date(at)).toISOString().slice(11, 19);
  const more = [stage, attempt > 1 ? `attempt ${attempt}` : undefined].filter((part) => typeof part === 'string');
  return `${time}  ${colourStatus(plainText(status))}  ${plainText(more.join(', '))}`.trimEnd();
}

/** Everything about a job, a line each. */
export function describeJob(job: Job): string {
  const lines: [string, string | number | undefined][] = [
    ['job', job.jobId],
    ['mode', job.mode],
    ['about', subjectOf(job)],
    ['requested by', job.requestedBy],
    ['retry of', job.retryOf],
    ['status', job.status],
    ['stage', job.stage ?? undefined],
    ['attempt', job.attempt],
    ['queued', job.queuedAt],
    ['started', job.startedAt],
    ['finished', job.finishedAt],
    ['next attempt', job.nextAttemptAt],
    ['outcome', job.result?.outcome],
    ['pull request', job.result?.pullRequestUrl],
    ['commit', job.result?.commitSha],
    ['failure', job.failure && `${job.failure.code}: ${job.failure.message}`],
    ['model', job.usage && `${job.usage.llmCalls} calls, ${job.usage.costUsd.toFixed(4)} USD`],
  ];
  return lines
    .filter(([, value]) => value !== undefined && value !== '')
    .map(([name, value]) => `${`${name}:`.padEnd(14)}${plainText(String(value))}`)
    .join('\n');
}
