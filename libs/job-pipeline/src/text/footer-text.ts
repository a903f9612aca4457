import type { Job } from '@ai-coding-agent/contracts';
import type { JobFailure } from '@ai-coding-agent/failures';
import { usageText, type Spent } from './usage-text.js';

/** What the last line of every comment says. */
export interface CommentFacts {
  readonly attempt: number;
  readonly durationMs: number;
  /** Absent when no model was asked. */
  readonly spent?: Spent | undefined;
  /** Address of the job's page, when there is one. */
  readonly jobPage?: string | undefined;
  /** The job in whose run and push this one was done. */
  readonly togetherWith?: string | undefined;
}

/** `<sub>model · tokens · cost · 12 s · attempt 1 · job 6f96…</sub>` */
export function footer({ jobId }: Job, facts: Partial<CommentFacts>, failure?: JobFailure): string {
  const { spent, durationMs, attempt, jobPage, togetherWith } = facts;
  const parts = [
    ...(spent ? [usageText(spent)] : []),
    ...(durationMs !== undefined ? [duration(durationMs)] : []),
    ...(attempt !== undefined ? [`attempt ${attempt}`] : []),
    ...(failure ? [`\`${failure.code}\`${failure.stage ? ` in \`${failure.stage}\`` : ''}`] : []),
    ...(togetherWith ? [`done together with job \`${togetherWith}\``] : []),
    jobPage ? `[job \`${jobId}\`](${jobPage})` : `job \`${jobId}\``,
  ];
  return `<sub>${parts.join(' · ')}</sub>`;
}

/** `12 s`, `3 min`, `1 h 5 min` */
export function duration(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1_000);
  if (seconds < 90) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
