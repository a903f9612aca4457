import type { Job, JobResult } from '@ai-coding-agent/contracts';
import { failureText, type JobFailure, type NextStep } from '@ai-coding-agent/failures';
import { neutralise } from './neutralise.js';
import { usageText, type Spent } from './usage-text.js';

/** What the last line of every comment says. */
export interface CommentFacts {
  readonly attempt: number;
  readonly durationMs: number;
  /** Absent when no model was asked. */
  readonly spent?: Spent;
  /** The job in whose run and push this one was done. */
  readonly togetherWith?: string;
}

/** The comment of a job that succeeded. */
export function resultComment(job: Job, result: JobResult, summary: string, facts: CommentFacts): string {
  return [headline(job, result), ...(result.outcome === 'no_changes' ? quoted(summary) : []), footer(job, facts)].join(
    '\n\n',
  );
}

/** The comment of an attempt that failed: what happened, what to do, and whether it goes on by itself. */
export function failureComment(job: Job, failure: JobFailure, next: NextStep, facts: CommentFacts): string {
  const { sentence, advice } = failureText(failure.code);
  const detail = failure.detail ? `\n\n> ${neutralise(failure.detail).slice(0, 1_000).replace(/\n/g, '\n> ')}` : '';
  const retrying =
    next.kind === 'retry'
      ? `It is tried again in ${duration(next.delaySeconds * 1_000)} (attempt ${next.attempt}).`
      : advice;
  const mark = next.kind === 'retry' ? '🔁 **Not done yet.**' : '😕 **Not done.**';
  return [`${mark} ${sentence}${detail}`, retrying, footer(job, facts, failure)].join('\n\n');
}

function headline(job: Job, result: JobResult): string {
  switch (result.outcome) {
    case 'pull_request_opened':
      return `🚀 **Done.** I opened ${result.pullRequestUrl}. Please review it before merging.`;
    case 'pull_request_updated':
      return `🚀 **Done.** I updated ${result.pullRequestUrl}. Please review it before merging.`;
    case 'no_changes':
      return `🤷 **Nothing to change.** The model did not change any file, so ${job.mode === 'quickfix' ? 'there is no pull request' : 'the pull request stays as it is'}.`;
    case 'dry_run':
      return '🚀 **Done.** This was a dry run: nothing was pushed.';
  }
}

function quoted(summary: string): string[] {
  const text = neutralise(summary).slice(0, 4_000);
  return text === '' ? [] : [`Its answer:\n\n> ${text.replace(/\n/g, '\n> ')}`];
}

function footer(job: Job, facts: CommentFacts, failure?: JobFailure): string {
  const parts = [
    ...(facts.spent && facts.spent.usage.llmCalls > 0 ? [usageText(facts.spent)] : []),
    duration(facts.durationMs),
    ...(facts.attempt > 1 ? [`attempt ${facts.attempt}`] : []),
    ...(failure ? [`\`${failure.code}\`${failure.stage ? ` in \`${failure.stage}\`` : ''}`] : []),
    `job \`${job.jobId}\``,
    ...(facts.togetherWith ? [`done together with job \`${facts.togetherWith}\``] : []),
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
